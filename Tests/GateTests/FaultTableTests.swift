import Foundation
import Ledger
import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// Runs every row of the fault table twice, alone and with two good backends, and records the output.
@Suite(.timeLimit(.minutes(10))) struct FaultTableTests {
    /// The time limit per row, no matter what a backend does.
    private static let guardTime = Duration.seconds(60)
    /// The number of rows that run at a time.
    private static let width = 6

    @Test func everyRow() async throws {
        let rows = FaultTable.rows
        let certificates = try await FaultCertificates()
        #expect(rows.count >= 80)
        #expect(Set(rows.map(\.name)).count == rows.count)
        var lines = [String](repeating: "", count: rows.count)
        await withTaskGroup(of: (Int, String).self) { group in
            for (number, row) in rows.enumerated() {
                if number >= Self.width, let (done, line) = await group.next() { lines[done] = line }
                group.addTask { (number, await Self.line(of: row, certificates)) }
            }
            for await (done, line) in group { lines[done] = line }
        }
        let text = lines.joined(separator: "\n") + "\n"
        if let complaint = try SnapshotFile("fault-table", besides: #filePath).complaint(about: text) {
            Issue.record("\(complaint)")
        }
    }

    private static func line(of row: FaultRow, _ certificates: FaultCertificates) async -> String {
        do {
            let alone = try await play(row, certificates, backends: 1)
            let beside = try await play(row, certificates, backends: 3)
            #expect(beside == alone, "\(row.name)")
            return alone
        } catch {
            Issue.record("\(row.name): \(error)")
            return row.name
        }
    }

    private static func play(
        _ row: FaultRow, _ certificates: FaultCertificates, backends: Int
    ) async throws -> String {
        let storage = try await ScriptedRegistry.start()
        defer { Task { await storage.stop() } }
        nonisolated(unsafe) var line = ""
        try await Scene.run(backends) { plain in
            let scene = try certificates.dressed(plain, for: row)
            let image = try scene.addImage("app", bytes(1), bytes(2, count: 4000))
            try storage.addBlob(bytes(1), to: "app")
            let bench = FaultBench(scene: scene, storage: storage, image: image, certificates: certificates)
            let reference = row.registry + (row.byDigest ? "/app@\(image.manifest.digest)" : "/app:v1")
            let store = try scene.store()
            // An unproven blob would be withheld from the other backends once one is bad.
            let proof = try await scene.gate(store).check(
                scene.request([reference]) { $0.referrers = row.referrers }
            )
            #expect(proof.verdict == .verified, "\(row.name)")
            if let prepare = row.prepare {
                try prepare(bench)
                _ = try await scene.gate(store).check(
                    scene.request([reference]) { $0.referrers = row.referrers }
                )
            }
            try row.arrange(bench)
            let request = try scene.request([reference]) {
                $0.fresh = true
                $0.retries = 2
                $0.depth = row.depth
                $0.referrers = row.referrers
                $0.indexLimits = row.indexLimits
                $0.deadline = .seconds(15)
            }
            let start = ContinuousClock.now
            let run = try await gate(row, store, certificates).check(request)
            let label = "\(row.name), \(backends) backends"
            #expect(ContinuousClock.now - start < guardTime, "\(label)")
            check(run, row, label, backends: backends)
            #expect(try row.inspect(bench) == [], "\(label)")
            line = FaultLine(run, row).text
        }
        return line
    }

    private static func gate(
        _ row: FaultRow, _ store: LedgerStore, _ certificates: FaultCertificates
    ) throws -> Gatekeeper {
        let credentials = row.credential.map {
            CredentialStore(files: [AuthFile(source: "config.json", key: row.registry, credential: $0)])
        }
        let engine = TransferEngine(loops: 1, authorities: SystemAuthorities(file: certificates.publicAuthority))
        let client = RegistryClient(
            engine: try #require(engine), credentials: credentials ?? .anonymous,
            limits: TransferLimits(connect: row.connect, stall: row.stall), userAgent: "blobgate/test")
        return Gatekeeper(client: client, store: store, observer: SilentObserver())
    }

    private static func check(_ run: Run, _ row: FaultRow, _ label: String, backends: Int) {
        let diverged = row.diverges && backends > 1
        #expect(run.exitCode.rawValue == (diverged ? 1 : row.exit), "\(label)")
        #expect(run.verdict == (diverged ? .refused : row.verdict), "\(label)")
        #expect(run.stopped == nil, "\(label)")
        let onBad = run.findings.filter { $0.place.backend == "one" }
        #expect(Set(onBad.map(\.code)) == Set([row.code].compactMap { $0 }), "\(label)")
        let elsewhere = run.findings.filter { $0.place.backend != "one" }.map(\.code)
        #expect(elsewhere == (diverged ? [.contentTagDivergence] : []), "\(label)")
        for name in Scene.names.prefix(backends).dropFirst() {
            let good: Set<Verdict> = row.depth.provesBlobs ? [.verified] : [.verified, .unproven]
            let verdicts = run.verdicts(on: name)
            #expect(!verdicts.isEmpty && verdicts.isSubset(of: good), "\(label): \(name)")
        }
        // For every row: only proven content is good, and each family has its own verdict.
        #expect(
            (run.exitCode == .verified) == (onBad.allSatisfy { $0.weight == .reported } && elsewhere.isEmpty),
            "\(label)")
        for finding in onBad {
            let verdict: Verdict = row.reported ? .verified : finding.code.family == .access ? .undecided : .refused
            #expect(finding.verdict == verdict, "\(label)")
            #expect(finding.seen.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(label)")
        }
    }
}

/// The output of a run about `bad`, without run-specific parts.
private struct FaultLine {
    let text: String

    init(_ run: Run, _ row: FaultRow) {
        let finding = run.findings.first { $0.place.backend == "one" }
        let attempts = finding.map(run.attempts) ?? Self.mostAttempts(run)
        #expect(row.triesVary || attempts.count == row.tries, "\(row.name)")
        let recovered = row.triesVary ? nil : attempts.first { $0.code != nil }
        let seen = finding?.seen ?? recovered.map { "\($0.seen); then good" } ?? "-"
        let verdict = finding?.verdict ?? run.verdict
        text = [
            row.name, verdict.rawValue, finding?.code.family.rawValue ?? "-", finding?.code.rawValue ?? "-",
            "exit \(row.exit)", "asked \(row.triesVary ? "some" : "\(attempts.count)") x", Self.stable(seen),
        ].joined(separator: " | ")
    }

    private static func mostAttempts(_ run: Run) -> [Attempt] {
        let claims = run.claims.filter { $0.backend == "one" }.map(\.attempts)
        let tags = run.images.flatMap(\.views).filter { $0.backend == "one" }.map(\.tagAttempts)
        return (claims + tags).max { $0.count < $1.count } ?? []
    }

    private static func stable(_ text: String) -> String {
        text.replacing(#/[0-9a-f]{64,128}/#) { _ in "DIGEST" }
            .replacing(#/127\.0\.0\.1:[0-9]+/#) { _ in "HOST" }
            // The wording of libcurl and OpenSSL differs between versions.
            .replacing(#/ \((SSL|OpenSSL|error|TLS)[^()]*(\([^()]*\)[^()]*)*\)/#) { _ in " (LIBRARY)" }
            .replacing(#/[0-9]+ (ms|s)\b/#) { _ in "TIME" }
            .replacing(#/(only|more than) [0-9]+ bytes/#) { "\($0.output.1) SOME bytes" }
            .replacing(#/in TIME after [0-9]+ of/#) { _ in "in TIME after SOME of" }
            // Two reads of an endless body rarely stop at the same byte.
            .replacing(#/; read again: .*more than SOME bytes.*/#) { _ in ", twice" }
    }
}
