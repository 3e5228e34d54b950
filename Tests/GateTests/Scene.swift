import Foundation
import Ledger
import OCI
import Record
import Registry
import Release
import Report
import Support
import Synchronization
import Testing
import Transfer

@testable import Gate

/// Scripted registries that act as the backends of one registry, and a ledger file.
struct Scene: Sendable {
    let registries: [ScriptedRegistry]
    let folder: String
    var name = registryName
    var scheme = Backend.Scheme.http
    /// The authorities of the registry's certificates.
    var authorities: String?
    /// The client certificate for its backends.
    var client: TransferRequest.ClientCertificate?

    static let names = ["one", "two", "three"]

    static func run(_ count: Int = 2, _ body: (Scene) async throws -> Void) async throws {
        var registries: [ScriptedRegistry] = []
        for _ in 0..<count { registries.append(try await ScriptedRegistry.start()) }
        let folder = NSTemporaryDirectory() + "gate-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let outcome: (any Error)?
        do {
            try await body(Scene(registries: registries, folder: folder))
            outcome = nil
        } catch { outcome = error }
        for registry in registries { await registry.stop() }
        try? FileManager.default.removeItem(atPath: folder)
        if let outcome { throw outcome }
    }

    subscript(_ index: Int) -> ScriptedRegistry { registries[index] }

    /// Adds an image to every backend.
    @discardableResult
    func addImage(
        _ repository: String = "app", tag: String? = "v1", _ layers: [UInt8]..., platform: String = "linux/amd64"
    ) throws -> ScriptedImage {
        let platform = try Platform(parsing: platform)
        let images = try registries.map {
            try $0.addImage(to: repository, tag: tag, layers: layers, platform: platform)
        }
        return try #require(images.first)
    }

    func backends(_ roles: [Backend.Role] = [], cache: CachePolicy? = nil) throws -> [Backend] {
        try registries.enumerated().map { index, registry in
            Backend(
                registry: try #require(RegistryName(name)), name: Self.names[index],
                address: .init(host: registry.host, port: registry.port), scheme: scheme,
                role: index < roles.count ? roles[index] : .serving, source: .commandLine,
                certificateAuthorities: authorities, cache: cache, trust: Backend.Trust(client: client))
        }
    }

    func request(
        _ references: [String] = ["registry.test/app:v1"], platforms: [String] = [], roles: [Backend.Role] = [],
        sharing: Bool = false, cache: CachePolicy? = nil, recheckOf: RunID? = nil,
        policy change: (inout Policy) -> Void = { _ in }
    ) throws -> GateRequest {
        var policy = Policy(retries: 3, deadline: .seconds(300), jobs: 8)
        policy.pace = 0.01
        change(&policy)
        let name = try #require(RegistryName(name))
        let known = RegistryBackends(backends: try backends(roles, cache: cache), sharesProofs: sharing)
        return GateRequest(
            images: try references.map { ImageUse(reference: try ImageReference(parsing: $0), origins: []) },
            registries: [name: known], platforms: try platforms.map { try Platform(parsing: $0) }, policy: policy,
            vantage: "test", version: "0", recheckOf: recheckOf)
    }

    func store() throws -> LedgerStore { try LedgerStore.open(at: folder + "/ledger.sqlite").store }

    func gate(
        _ store: LedgerStore? = nil, stall: Duration = .seconds(10), nodes: NodeKinds = .standard,
        observer: any RunObserver = SilentObserver()
    ) throws -> Gatekeeper {
        Gatekeeper(client: try client(stall: stall, nodes: nodes), store: store, observer: observer)
    }

    func client(stall: Duration = .seconds(10), nodes: NodeKinds = .standard) throws -> RegistryClient {
        RegistryClient(
            engine: try #require(TransferEngine(loops: 2)), credentials: .anonymous,
            limits: TransferLimits(connect: .seconds(5), stall: stall), userAgent: "blobgate/test", nodes: nodes)
    }

    /// A fresh run; without a store nothing was ever proven.
    func check(
        _ request: GateRequest? = nil, _ store: LedgerStore? = nil, stall: Duration = .seconds(10)
    ) async throws -> Run {
        let request = try request ?? self.request()
        return try await gate(store, stall: stall, nodes: request.policy.nodes).check(request)
    }

    /// The number of requests for the whole content, by backend. An investigation requests ranges.
    func pulls(_ digest: Digest) -> [Int] {
        registries.map { $0.requests(.blob(digest)).filter { $0.header("range") == nil }.count }
    }
}

extension Run {
    var id: RunID? { self.number.map(RunID.init(rawValue:)) }

    /// The notices as the report words them.
    var noticeTexts: [String] { self.notices.map { NoticeWords.text($0.wrappedValue) } }

    /// The faults, worst first.
    var faultRecords: [Record.Fault] {
        let index = RunIndex(facts)
        return FaultCase.all(in: index).map { $0.fault(in: index) }.worstFirst
    }

    func result(_ digest: Digest, on backend: String, in repository: String = "app") -> Run.Claim? {
        self.claims.first {
            $0.digest == digest && $0.backend == backend && $0.repository.description == repository
        }
    }

    /// `code on backend` of every finding.
    var faults: [String] { findings.map { "\($0.code) on \($0.place.backend ?? "-")" } }

    /// The verdicts of all claims on a backend.
    func verdicts(on backend: String) -> Set<Verdict> {
        Set(self.claims.filter { $0.backend == backend }.map(\.status.verdict))
    }

    /// The attempts that led to a finding, in order.
    func attempts(of finding: Finding) -> [Attempt] {
        let cases = FaultCase.all(in: RunIndex(facts))
        return cases.lazy.flatMap(\.items).first { $0.finding == finding }?.attempts ?? []
    }
}

/// Records the events of a run and acts at a chosen moment.
final class Recorder: RunObserver {
    private let events = Mutex<[RunEvent]>([])
    private let action: @Sendable (RunEvent) -> Void

    init(_ action: @escaping @Sendable (RunEvent) -> Void = { _ in }) { self.action = action }

    var all: [RunEvent] { events.withLock { $0 } }

    /// The last result of a blob's claim.
    func result(_ digest: Digest, on backend: String) -> ClaimResult? {
        all.lazy.compactMap { if case .finished(let result) = $0 { result } else { nil } }
            .last { $0.claim.digest == digest && $0.claim.backend.name == backend }
    }

    func observe(_ event: RunEvent) {
        events.withLock { $0.append(event) }
        action(event)
    }
}

/// Bytes that differ by their seed.
func bytes(_ seed: Int, count: Int = 5000) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: ($0 &+ seed &* 7919) &* 31 >> 3) }
}

/// Waits until a condition holds; `false` if it does not within two minutes.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(120)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { return false }
        try await Task.sleep(for: .milliseconds(5))
    }
    return true
}
