import Foundation
import GRDB
import OCI
import Record
import Synchronization
import Testing

@testable import Ledger

/// A folder that is removed at the end of the test.
final class Scratch: Sendable {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "ledger-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var ledger: String { folder + "/ledger.sqlite" }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

    func open(
        waitingUpTo time: Duration = .seconds(5), clock: Clock = Clock(), pragmas: [String] = []
    ) throws -> LedgerStore {
        try LedgerStore.open(at: ledger, waitingUpTo: time, now: { clock.date }, pragmas: pragmas).store
    }

    /// Opens the file as another program would.
    func connect() throws -> DatabaseQueue { try DatabaseQueue(path: ledger) }
}

/// A clock that moves only when told to.
final class Clock: Sendable {
    static let start = Date(timeIntervalSince1970: 1_750_000_000)

    private let offset = Mutex<TimeInterval>(0)

    var date: Date { Self.start.addingTimeInterval(offset.withLock { $0 }) }

    func move(_ seconds: TimeInterval) { offset.withLock { $0 += seconds } }
}

/// A time, in seconds after the clock's start.
func at(_ seconds: TimeInterval) -> Date { Clock.start.addingTimeInterval(seconds) }

func digest(_ number: Int) throws -> Digest {
    let hex = String(number, radix: 16)
    return try Digest(parsing: "sha256:" + String(repeating: "0", count: 64 - hex.count) + hex)
}

func path(_ number: Int = 1, backend: String = "one", repository: String? = "team/app") throws -> ProofPath {
    try ProofPath(
        registry: #require(RegistryName("registry.example:5000")), backend: backend,
        repository: repository.map { try #require(RepositoryName($0)) }, digest: digest(number))
}

func aProof(
    _ path: ProofPath, at date: Date = at(0), endpoint: String = "e1", run: RunID, certificate: String? = nil,
    isReadThrough: Bool? = nil, spotCheckedAt: Date? = nil, nodes: Set<NodeKind> = [.containerd]
) -> Proof {
    Proof(
        path: path, size: 1234, endpoint: endpoint, address: "127.0.0.2:443", cacheStatus: "HIT", provenAt: date,
        run: run, certificate: certificate, isReadThrough: isReadThrough, spotCheckedAt: spotCheckedAt,
        nodes: nodes)
}

func claim(_ path: ProofPath, _ outcome: ClaimOutcome = .verified, at date: Date = at(0)) -> ClaimRecord {
    ClaimRecord(path: path, size: 1234, kind: "layer", outcome: outcome, at: date)
}

func start(_ command: String = "check", at date: Date = at(0), recheckOf: RunID? = nil) -> RunStart {
    RunStart(
        startedAt: date, vantage: "host (10.0.0.1)", version: "1.0", command: command, request: Data("{}".utf8),
        recheckOf: recheckOf)
}

/// A run record with this verdict; `nil` for a run ended by a signal.
func end(_ verdict: Verdict?, at date: Date = at(60), noticeBytes: Int = 0) throws -> Run {
    var facts = RunFacts(
        version: "1.0", command: .check, vantage: "host (10.0.0.1)", started: at(0), finished: date)
    let reference = try ImageReference(parsing: "registry.example/app:1")
    let place = FaultPlace(reference.registry, backend: "one", repository: reference.repository, digest: try digest(9))
    let status: Run.Claim.Status
    switch verdict {
    case .refused: status = .faulty(Finding(.contentDigest, at: place, .present))
    case .undecided, nil: status = .faulty(Finding(.accessConnect, at: place, .present))
    case .verified, .unproven, .overridden: status = .verified(.init(size: 1))
    }
    facts.claims = [
        Run.Claim(
            backend: "one", registry: reference.registry, repository: reference.repository, digest: try digest(9),
            size: 1, kind: .layer, status: status)
    ]
    facts.images = [
        Run.Image(
            reference: reference, origins: [], views: [Run.View(backend: "one", digest: try digest(9), claims: [0])])
    ]
    if verdict == nil { facts.stopped = .signal(number: 2) }
    if noticeBytes > 0 {
        // Incompressible text.
        var state: UInt64 = 1
        let text = (0..<noticeBytes).map { _ -> Character in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return Character(UnicodeScalar(UInt8(0x30 + (state >> 33) % 64)))
        }
        facts.notices = [Described(.input(message: String(text)))]
    }
    return Run(facts)
}

extension LedgerStore {
    /// Starts a run and records a proof for a path.
    @discardableResult
    func prove(_ path: ProofPath, at date: Date = at(0), endpoint: String = "e1") async throws -> RunID {
        let run = try await begin(start(at: date))
        try await record(aProof(path, at: date, endpoint: endpoint, run: run), claim: claim(path, at: date), lease: nil)
        return run
    }
}

func expectError(
    _ code: LedgerError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> LedgerError? {
    do {
        try await body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as LedgerError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        return error
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
    return nil
}
