import Foundation
import OCI
import Record
import Testing

@testable import Ledger

/// Exchange of entries between ledgers.
struct ExchangeTests {
    private static let start = RunStart(
        startedAt: at(100), vantage: "here", version: "1.0", command: "import", request: Data("{}".utf8))

    private static func store(_ seconds: TimeInterval = 100) throws -> LedgerStore {
        try LedgerStore.inMemory(now: { at(seconds) })
    }

    /// Exports everything from one ledger and imports it into another.
    private static func carry(_ from: LedgerStore, to: LedgerStore, since: Date? = nil) async throws -> ImportResult {
        let entries = try await from.entries(since: since)
        let text = LedgerArchive.write(entries, vantage: "there", writer: "1.0", at: at(90))
        let read = try LedgerArchive.read(text, named: "x.jsonl")
        #expect(read.count == entries.count)
        return try await to.take(read, as: start)
    }

    private static func refuse(_ path: ProofPath, at date: Date, in store: LedgerStore) async throws {
        let run = try await store.begin(
            Ledger.RunStart(
                startedAt: date, vantage: "v", version: "1.0", command: "check", request: Data()))
        try await store.recordFailure(claim(path, .refused, at: date), run: run, erasingProof: true, lease: nil)
    }

    @Test func aProofArrivesWithAllItsDetails() async throws {
        let (from, to) = (try Self.store(), try Self.store())
        let seenBy = try await from.prove(path(9))
        let full = try Proof(
            path: path(), size: 7, endpoint: "e", address: "[::1]:443", cacheStatus: "MISS", provenAt: at(1.123),
            run: seenBy, diffID: digest(3), layerCount: 4, certificate: "c", isReadThrough: true,
            spotCheckedAt: at(2.5), nodes: [.docker, .crio])
        try await from.record(full, claim: claim(path()), lease: nil)
        try await from.prove(path(2, repository: nil), at: at(5))
        let result = try await Self.carry(from, to: to)
        #expect(result.taken == 3)
        let run = try #require(result.run.map(RunID.init(rawValue:)))
        let proofs = try await to.proofs(for: [path(), path(2, repository: nil)])
        let origin = ProofOrigin(run: full.run, vantage: "host (10.0.0.1)")
        #expect(try proofs[path()] == full.seen(by: origin, in: run))
        #expect(try proofs[path(2, repository: nil)]?.provenAt == at(5))
        #expect(try proofs[path()]?.seenBy == "run 1 on host (10.0.0.1)")
        #expect(full.seenBy == "run 1")
        #expect(try await to.everProven(path().registry, path().repository, path().digest))
        let summary = try #require(try await to.runs(limit: 1).first)
        #expect(summary.command == "import")
        #expect(summary.verdict == .unproven)
        #expect(summary.isRunning == false)
        #expect(try await to.lastUnverifiedRun() == nil)
        // When passed on again, it keeps its first origin.
        let third = try Self.store()
        _ = try await Self.carry(to, to: third)
        #expect(try await third.proofs(for: [path()])[path()]?.origin == origin)
    }

    @Test func aSecondImportHasNoEffect() async throws {
        let (from, to) = (try Self.store(), try Self.store())
        try await from.prove(path(), at: at(1))
        try await Self.refuse(path(2), at: at(2), in: from)
        let first = try await Self.carry(from, to: to)
        #expect(first.taken == 1 && first.refusals == 1)
        let entries = try await to.entries()
        let again = try await Self.carry(from, to: to)
        #expect(again == ImportResult(known: 1))
        #expect(try await to.entries() == entries)
        #expect(try await to.runs(limit: 9).count == 1)
        // A ledger does not change either when its own evidence comes back.
        #expect(try await Self.carry(to, to: from) == ImportResult(known: 1))
        #expect(try await from.proofs(for: [path()])[path()]?.origin == nil)
    }

    /// Times of our proof, their proof, our refusal and their refusal; then the time of the resulting proof, if any.
    struct Row: Sendable {
        var ours: Double?
        var theirs: Double?
        var ourRefusal: Double?
        var theirRefusal: Double?
        let expected: Double?
    }

    @Test(arguments: [
        Row(theirs: 5, expected: 5), Row(ours: 9, theirs: 5, expected: 9), Row(ours: 4, theirs: 5, expected: 5),
        Row(ours: 5, theirs: 5, expected: 5),
        Row(theirs: 5, ourRefusal: 9, expected: nil), Row(theirs: 9, ourRefusal: 5, expected: 9),
        Row(theirs: 5, ourRefusal: 5, expected: nil),
        Row(ours: 5, theirRefusal: 9, expected: nil), Row(ours: 9, theirRefusal: 5, expected: 9),
        Row(ours: 5, theirRefusal: 5, expected: nil),
        Row(ours: 5, theirs: 9, theirRefusal: 7, expected: 9),
        Row(ours: 8, theirs: 9, ourRefusal: 6, theirRefusal: 7, expected: 9),
        // A proof from a wrong clock is not valid forever and does not block others.
        Row(theirs: 1000, expected: nil), Row(ours: 1000, theirs: 5, expected: 5),
    ])
    func theNewestEvidenceWins(_ row: Row) async throws {
        let (from, to) = (try Self.store(), try Self.store())
        let path = try path()
        // Refusals are seen before the proofs that they do not erase.
        if let time = row.ourRefusal { try await Self.refuse(path, at: at(time), in: to) }
        if let time = row.ours { try await to.prove(path, at: at(time)) }
        if let time = row.theirRefusal { try await Self.refuse(path, at: at(time), in: from) }
        if let time = row.theirs { try await from.prove(path, at: at(time)) }
        _ = try await Self.carry(from, to: to)
        #expect(try await to.proofs(for: [path])[path]?.provenAt == row.expected.map { at($0) })
        _ = try await Self.carry(from, to: to)
        #expect(try await to.proofs(for: [path])[path]?.provenAt == row.expected.map { at($0) })
    }

    /// A proof seen before an imported refusal but recorded after it does not supersede the refusal.
    @Test func anOlderProofDoesNotSupersedeAnImportedRefusal() async throws {
        let (from, to) = (try Self.store(), try Self.store())
        try await Self.refuse(path(), at: at(9), in: from)
        let result = try await Self.carry(from, to: to)
        #expect(result == ImportResult(refusals: 1))
        try await to.prove(path(), at: at(5))
        #expect(try await to.proofs(for: [path()]).isEmpty)
        try await to.prove(path(), at: at(10))
        #expect(try await to.proofs(for: [path()])[path()]?.origin == nil)
    }

    @Test func ownProofsReplaceTheOrigin() async throws {
        let (from, to) = (try Self.store(), try Self.store())
        try await from.prove(path(), at: at(1))
        _ = try await Self.carry(from, to: to)
        try await to.prove(path(), at: at(2))
        #expect(try await to.proofs(for: [path()])[path()]?.origin == nil)
    }

    @Test func oldEvidenceCanBeOmitted() async throws {
        let from = try Self.store()
        try await from.prove(path(1), at: at(1))
        try await from.prove(path(2), at: at(50))
        try await Self.refuse(path(3), at: at(1), in: from)
        try await Self.refuse(path(4), at: at(50), in: from)
        #expect(try await from.entries().count == 4)
        let late = try await from.entries(since: at(50))
        #expect(late.count == 2)
        #expect(late.allSatisfy { $0.path != (try? path(1)) && $0.path != (try? path(3)) })
    }

    private static let lines: [String] = {
        let path =
            #"{"registry":"r.test","backend":"one","repository":"app","digest":"sha256:"#
            + String(repeating: "a", count: 64) + #""}"#
        return [
            #"{"ledger":{"version":1,"vantage":"there","blobgate":"1.0","exportedAt":90000}}"#,
            #"{"proof":{"path":\#(path),"size":7,"endpoint":"e","provenAt":1000,"run":4,"vantage":"there"}}"#,
            #"{"refusal":{"path":\#(path),"at":2000}}"#,
            #"{"end":{"proofs":1,"refusals":1}}"#,
        ]
    }()

    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let line: Int
        let reason: String
        let change: @Sendable (inout [String]) -> Void
    }

    static let damages = [
        Damage(testDescription: "empty", line: 1, reason: "not a blobgate ledger export") { $0 = [] },
        Damage(testDescription: "no header", line: 1, reason: "not a blobgate ledger export") { $0.removeFirst() },
        Damage(testDescription: "not JSON", line: 1, reason: "not a blobgate ledger export") {
            $0[0] = "SQLite format 3"
        },
        Damage(testDescription: "newer", line: 1, reason: "version 2, but this blobgate reads version 1") {
            $0[0] = $0[0].replacing(#""version":1"#, with: #""version":2"#)
        },
        Damage(testDescription: "a truncated line", line: 2, reason: "it is not valid JSON, or the line was cut off") {
            $0[1].removeLast(9)
        },
        Damage(testDescription: "a key is missing", line: 2, reason: "proof.endpoint is missing") {
            $0[1] = $0[1].replacing(#""endpoint":"e","#, with: "")
        },
        Damage(testDescription: "a wrong type", line: 2, reason: "proof.size has the wrong type") {
            $0[1] = $0[1].replacing(#""size":7"#, with: #""size":"7""#)
        },
        Damage(testDescription: "a negative size", line: 2, reason: "the size is -7") {
            $0[1] = $0[1].replacing(#""size":7"#, with: #""size":-7"#)
        },
        Damage(testDescription: "no vantage", line: 2, reason: "the vantage of the proof is empty") {
            $0[1] = $0[1].replacing(#""run":4,"vantage":"there""#, with: #""run":4,"vantage":"""#)
        },
        Damage(testDescription: "no digest", line: 3, reason: "hash has 64 characters, not 63") {
            $0[2] = $0[2].replacing("aa\"", with: "a\"")
        },
        Damage(testDescription: "no registry", line: 3, reason: #""r test" is not a registry"#) {
            $0[2] = $0[2].replacing("r.test", with: "r test")
        },
        Damage(testDescription: "no repository", line: 3, reason: #""App" is not a repository"#) {
            $0[2] = $0[2].replacing(#""app""#, with: #""App""#)
        },
        Damage(testDescription: "something else", line: 3, reason: "not a proof, a refusal or the last line") {
            $0[2] = #"{"blob":{}}"#
        },
        Damage(testDescription: "an empty line", line: 3, reason: "it is not valid JSON, or the line was cut off") {
            $0.insert("", at: 2)
        },
        Damage(testDescription: "truncated", line: 3, reason: "the last line is missing") {
            $0.removeLast()
        },
        Damage(testDescription: "a missing line", line: 3, reason: "has 1 proofs and 0 refusals, but declares 1 and 1")
        {
            $0.remove(at: 2)
        },
        Damage(testDescription: "two in one", line: 5, reason: "there is more after the last line") {
            $0 += [$0[0]]
        },
    ]

    @Test(arguments: damages) func aDamagedLineIsReported(_ damage: Damage) throws {
        var lines = Self.lines
        #expect(try LedgerArchive.read(Data((lines.joined(separator: "\n") + "\n").utf8), named: "a").count == 2)
        damage.change(&lines)
        let text = Data(lines.map { $0 + "\n" }.joined().utf8)
        let error = #expect(throws: LedgerArchiveError.self) { try LedgerArchive.read(text, named: "a\u{e9}.jsonl") }
        #expect(error?.line == damage.line)
        #expect(error?.reason.contains(damage.reason) == true, "\(error?.reason ?? "")")
        #expect(error?.description.contains(".jsonl:\(damage.line): ") == true)
        #expect(error?.description.utf8.allSatisfy { (0x20...0x7e).contains($0) } == true)
    }
}

extension LedgerEntry {
    fileprivate var path: ProofPath {
        switch self {
        case .proof(let proof): proof.path
        case .refusal(let refusal): refusal.path
        }
    }
}

extension ImportResult {
    fileprivate init(known: Int = 0, refusals: Int = 0) {
        self.init()
        self.known = known
        self.refusals = refusals
    }
}
