import Foundation
import Lab
import OCI
import Support
import Testing

/// A release in three shards, each a process with its own ledger, against a real registry behind real caches.
@Suite(.twoAtATime) struct MergeTests {
    /// Runs all shards in parallel; returns their exit codes and report files.
    private static func check(_ lab: GateLab, _ flags: String...) async throws -> (codes: [Int32], files: [String]) {
        let files = (1...3).map { lab.home.path("shard-\($0).json") }
        let codes = try await withThrowingTaskGroup(of: (Int, Int32).self) { group in
            for (place, file) in files.enumerated() {
                let arguments =
                    ["check", "--shard", "\(place + 1)/3", "--ledger", ledger(lab, place), "--output", "json=\(file)"]
                    + flags + lab.lab.references
                group.addTask { (place, try await lab.gate(arguments).status) }
            }
            return try await group.reduce(into: [0, 0, 0] as [Int32]) { $0[$1.0] = $1.1 }
        }
        return (codes, files)
    }

    private static func ledger(_ lab: GateLab, _ place: Int) -> String { lab.home.path("shard-\(place + 1).sqlite") }

    /// Expects that every blob of the release was pulled exactly once from every backend.
    private static func expectOnePullEach(
        _ lab: GateLab, _ report: GateReport, since mark: AccessMark, except paths: Set<String> = []
    ) async throws {
        for backend in lab.lab.backends {
            let expected = report.blobs.filter { $0.backend == backend.rawValue }
                .map { "/v2/\($0.repository)/blobs/\($0.digest)" }.filter { !paths.contains($0) }
            let pulled = try await lab.lab.requests(on: backend, since: mark).blobPulls.map(\.uri)
                .filter { !paths.contains($0) }
            #expect(!expected.isEmpty)
            #expect(pulled.sorted() == expected.sorted(), "\(backend)")
        }
    }

    @Test func theMergeReportsAFlippedBitUntilItIsHealed() async throws {
        try await GateLab.run { lab in
            var mark = try await lab.lab.mark()
            let (good, files) = try await Self.check(lab)
            #expect(good == [0, 0, 0])
            let (first, whole) = try await lab.reported(["merge"] + files)
            #expect(first.status == 0, "\(first)")
            #expect(whole.totals.verified == whole.totals.claims)
            try await Self.expectOnePullEach(lab, whole, since: mark)

            let layer = try lab.layer
            try lab.lab.flip(layer, at: RunningLab.sliceSize + 7, on: .front2)
            mark = try await lab.lab.mark()
            let (codes, _) = try await Self.check(lab, "--fresh")
            #expect(codes.sorted() == [0, 0, 1])
            let (junit, issues) = (lab.home.path("all.xml"), lab.home.path("issues.json"))
            let (refused, report) = try await lab.reported(
                ["merge", "--output", "junit=\(junit)", "--output", "gitlab=\(issues)"] + files)
            #expect(refused.status == 1, "\(refused)")
            #expect(refused.output.contains("REFUSED: wrong bytes (content-digest)"), "\(refused)")
            #expect(refused.output.contains(layer.digest.description), "\(refused)")
            let wrong = report.findings.filter { $0.code == "content-digest" }
            #expect(wrong.map(\.place.backend) == ["front2"])
            #expect(wrong.map(\.place.digest) == [layer.digest.description])
            // Only the bad content is read again.
            let copies = try Set(lab.copies(of: layer).map(\.uri))
            try await Self.expectOnePullEach(lab, report, since: mark, except: copies)
            let cases = try String(contentsOfFile: junit, encoding: .utf8)
            let failures = cases.split(separator: "\n").filter { $0.contains("<failure type=\"content-digest\"") }
            #expect(failures.count == 1 && failures.allSatisfy { $0.contains("on front2\"") }, "\(failures)")
            let listed = try String(contentsOfFile: issues, encoding: .utf8)
            #expect(listed.contains("\"check_name\" : \"content-digest\""))

            let missing = try await lab.gate(["merge"] + files.dropLast())
            #expect(missing.status == 65, "\(missing)")
            #expect(missing.error.contains("shard 3 of 3 is missing"), "\(missing)")

            try lab.lab.evict(layer, on: .front2)
            let place = try #require(codes.firstIndex(of: 1))
            let again = try await lab.gate([
                "recheck", "--ledger", Self.ledger(lab, place), "--output", "json=\(files[place])",
            ])
            #expect(again.status == 0, "\(again)")
            let (healed, _) = try await lab.reported(["merge"] + files)
            #expect(healed.status == 0, "\(healed)")
        }
    }
}
