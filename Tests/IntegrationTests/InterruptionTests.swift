import Foundation
import Lab
import Ledger
import OCI
import Record
import Support
import Testing

/// Proofs survive, no matter how a run ends.
@Suite(.twoAtATime) struct InterruptionTests {
    /// Waits until the gate has proven some blobs while the largest layer is still in transfer.
    private static func midTransfer(_ gate: GateProcess, _ lab: GateLab, blobs: Int) async throws {
        for _ in 0..<1000 {
            try await Task.sleep(for: .milliseconds(20))
            try #require(gate.isRunning, "the gate ended before it could be interrupted\n\(gate.output)\(gate.error)")
            if try await provenBlobs(lab).count >= blobs { return }
        }
        Issue.record("the gate proved no \(blobs) blobs in time")
    }

    /// Waits until the ledger has hash states of a blob on the first backend.
    private static func midBlob(_ gate: GateProcess, _ lab: GateLab, _ blob: BuiltBlob) async throws {
        let store = try LedgerStore.open(at: lab.lab.ledgerFile.path).store
        for _ in 0..<1000 {
            try await Task.sleep(for: .milliseconds(20))
            try #require(gate.isRunning, "the gate ended before it could be interrupted\n\(gate.output)\(gate.error)")
            guard let last = try await store.runs(limit: 1).first, let run = try await store.run(last.id),
                let known = run.claims.first(where: { $0.path.backend == "front1" })?.path
            else { continue }
            let path = ProofPath(
                registry: known.registry, backend: known.backend, repository: RepositoryName(blob.repository),
                digest: blob.digest,
                machine: known.machine)
            if try await store.partial(of: path)?.states.isEmpty == false { return }
        }
        Issue.record("the ledger has no states of \(blob.uri) in time")
    }

    /// The proven blobs in the ledger, as `front1 /v2/app/web/blobs/sha256:...`.
    private static func provenBlobs(_ lab: GateLab) async throws -> Set<String> {
        guard FileManager.default.fileExists(atPath: lab.lab.ledgerFile.path) else { return [] }
        let store = try LedgerStore.open(at: lab.lab.ledgerFile.path).store
        guard let last = try await store.runs(limit: 1).first, let run = try await store.run(last.id) else { return [] }
        let proven = run.claims.filter { $0.outcome == .verified && $0.kind != "manifest" }
        return Set(
            proven.compactMap { claim in
                claim.path.repository.map { "\(claim.path.backend) /v2/\($0)/blobs/\(claim.path.digest)" }
            })
    }

    private static func pulled(_ lab: GateLab, since mark: AccessMark) async throws -> Set<String> {
        var all: Set<String> = []
        for backend in lab.lab.backends {
            for path in try await lab.lab.requests(on: backend, since: mark).blobGets.map(\.uri) {
                all.insert("\(backend) \(path)")
            }
        }
        return all
    }

    /// With a layer of 300 MB in transfer for five seconds.
    @Test func proofsCommittedBeforeAKillAreReused() async throws {
        try await GateLab.run(.full, LabOptions(limitRate: 60_000_000)) { lab in
            let large = try #require(try lab.lab.image("tools/debug").largestLayer)
            #expect(large.size > 250_000_000)
            let gate = try lab.start(["check"] + lab.lab.references)
            try await Self.midTransfer(gate, lab, blobs: 5)
            gate.signal(SIGKILL)
            #expect(try await gate.result().status == 137)
            let proven = try await Self.provenBlobs(lab)
            #expect(!proven.contains("front1 \(large.uri)"), "the large layer should still be in transfer")

            let mark = try await lab.lab.mark()
            let (result, report) = try await lab.check()
            #expect(result.status == 0, "\(result)")
            let again = try await Self.pulled(lab, since: mark)
            #expect(again.isDisjoint(with: proven), "\(again.intersection(proven))")
            #expect(report.totals.reusedBlobs == proven.count)
            #expect(again.count + proven.count == report.blobs.count)
            #expect(again.contains("front1 \(large.uri)"))
            let runs = try await lab.gate(["ledger", "runs"])
            #expect(runs.output.contains("interrupted"), "\(runs)")
        }
    }

    /// The rest of a layer in transfer is requested, not the whole, and at most 16 MiB are read twice.
    @Test(arguments: [1, 3]) func aLargeLayerGoesOnAfterAKill(seconds: Int) async throws {
        try await GateLab.run(.full, LabOptions(limitRate: 60_000_000)) { lab in
            let large = try #require(try lab.lab.image("tools/debug").largestLayer)
            let beginning = try await lab.lab.mark()
            let gate = try lab.start(["check"] + lab.lab.references)
            try await Self.midTransfer(gate, lab, blobs: 1)
            try await Self.midBlob(gate, lab, large)
            try await Task.sleep(for: .seconds(seconds))
            gate.signal(SIGKILL)
            #expect(try await gate.result().status == 137)
            let mark = try await lab.lab.mark()
            let (result, _) = try await lab.check()
            #expect(result.status == 0, "\(result)")
            let gets = try await lab.lab.requests(on: .front1, since: beginning).blobGets.filter { $0.uri == large.uri }
            let killed = try #require(gets.first { $0.range.isEmpty })
            let starts = try await lab.lab.requests(on: .front1, since: mark).blobGets
                .filter { $0.uri == large.uri && $0.bodyBytes > 1 << 20 && $0.range.hasSuffix("-\(large.size - 1)") }
                .compactMap { Int64($0.range.dropFirst("bytes=".count).prefix { $0 != "-" }) }
            let start = try #require(starts.max(), "no rest was requested: \(gets)")
            // nginx counts what the system has taken, and the client may not have read all of that.
            let buffers: Int64 = 10 << 20
            #expect(killed.bodyBytes - start < (16 << 20) + buffers)
            #expect(gets.count { $0.range.isEmpty } == 1)
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func aSignalEndsTheRunCleanly(_ signal: Int32, _ code: Int32) async throws {
        try await GateLab.run(.small, LabOptions(limitRate: 3_000_000)) { lab in
            let file = lab.home.path("report.json")
            let gate = try lab.start(["check", "--output", "text", "--output", "json=\(file)"] + lab.lab.references)
            try await Self.midTransfer(gate, lab, blobs: 3)
            let sent = ContinuousClock.now
            gate.signal(signal)
            let result = try await gate.result(within: .seconds(20))
            #expect(ContinuousClock.now - sent < .seconds(2), "\(result)")
            #expect(result.status == code, "\(result)")
            #expect(result.output.contains("INTERRUPTED by signal \(signal), UNDECIDED so far"), "\(result)")

            let report = try GateReport(file: file)
            #expect(report.exitCode == code)
            #expect(report.stopped == .init(reason: "signal", signal: Int(signal)))
            #expect(report.findings.contains { $0.code == "access-interrupted" })
            #expect(report.totals.verified > 0 && report.totals.undecided > 0)
            let proven = try await Self.provenBlobs(lab)
            #expect(proven.count >= 3)
            #expect(report.blobs.filter { $0.statusName == "verified" }.count == proven.count)

            let mark = try await lab.lab.mark()
            let next = try await lab.gate(["recheck"])
            #expect(next.status == 0, "\(next)")
            #expect(try await Self.pulled(lab, since: mark).isDisjoint(with: proven))
        }
    }

    /// The first interrupt ends the run cleanly; the second does not wait for that.
    @Test func aSecondInterruptEndsAtOnce() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[UInt8](repeating: 3, count: 200_000)])
            registry.on(.blobs, .breakOff(at: 1000, .stall))
            let home = try GateHome()
            let gate = try home.start(["check", "--backend", "a=\(registry.url)", "registry.test/app:1"])
            for _ in 0..<500 where registry.requests(.blobs).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            gate.signal(SIGINT)
            gate.signal(SIGINT)
            let result = try await gate.result(within: .seconds(10))
            #expect(result.status == 130, "\(result)")
            #expect(result.duration < .seconds(8), "\(result)")
        }
    }

    @Test func theDeadlineReportsProvenAndUnprovenClaims() async throws {
        try await GateLab.run(.small, LabOptions(limitRate: 6_000_000)) { lab in
            let (result, report) = try await lab.check("--deadline", "3s")
            #expect(result.status == 75, "\(result)")
            #expect(result.duration < .seconds(8), "\(result)")
            #expect(report.stopped == .init(reason: "deadline", signal: nil))
            #expect(report.verdict == "undecided")
            let codes = Set(report.findings.map(\.code))
            // A busy machine can be too slow for the rate of the lab.
            #expect(codes.contains("access-deadline") && codes.isSubset(of: ["access-deadline", "access-slow"]))
            let totals = report.totals
            #expect(totals.verified > 0 && totals.undecided > 0)
            #expect(totals.verified + totals.undecided == totals.claims)
            let closing = result.output.split(separator: "\n").suffix(3).joined(separator: " ")
            #expect(
                closing.contains("\(totals.verified) of \(totals.claims) claims verified, 0 refused, "), "\(result)")
            #expect(closing.contains("\(totals.undecided) undecided"), "\(result)")

            let proven = try await Self.provenBlobs(lab)
            let mark = try await lab.lab.mark()
            #expect(try await lab.gate(["recheck"]).status == 0)
            #expect(try await Self.pulled(lab, since: mark).isDisjoint(with: proven))
        }
    }
}
