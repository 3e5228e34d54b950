import Foundation
import Lab
import OCI
import Support
import Testing

/// Recently proven content is not pulled again, and the report says so.
@Suite(.twoAtATime) struct ReuseTests {
    @Test func theSecondRunPullsNoBlobButResolvesEveryTag() async throws {
        try await GateLab.run { lab in
            let (first, before) = try await lab.check()
            #expect(first.status == 0, "\(first)")
            #expect(before.totals.reusedBlobs == 0)
            #expect(before.totals.verified == before.totals.claims)

            let mark = try await lab.lab.mark()
            let (second, after) = try await lab.check()
            #expect(second.status == 0, "\(second)")
            for backend in lab.lab.backends {
                let requests = try await lab.lab.requests(on: backend, since: mark)
                #expect(requests.blobGets.isEmpty, "\(backend)")
                let tags = lab.lab.images.map { "/v2/\($0.repository)/manifests/\($0.tag)" }
                #expect(requests.tagHeads.sorted() == tags.sorted(), "\(backend)")
                #expect(requests.count == tags.count, "\(backend)")
            }
            #expect(after.totals.reusedBlobs == before.blobs.count)
            #expect(after.totals.verified == 0)
            let run = try #require(before.run)
            #expect(second.output.contains("by run \(run)"), "\(second)")
            #expect(second.output.contains("0 proven now, \(before.blobs.count) by earlier"), "\(second)")

            // Proofs older than the limit are not reused, and none at all with --fresh.
            for flags in [["--max-age", "1ms"], ["--fresh"]] {
                let mark = try await lab.lab.mark()
                #expect(try await lab.gate(["check", "--quiet"] + flags + lab.lab.references).status == 0)
                let pulled = try await lab.lab.requests(since: mark).pulledPaths
                #expect(pulled.count == before.blobs.count, "\(flags)")
            }
        }
    }

    @Test func aProofOfOneBackendDoesNotCoverAnother() async throws {
        try await GateLab.run { lab in
            let port = lab.lab.backendPort
            let one = try await lab.gate(
                ["check", "--backend", "front1=127.0.0.11:\(port)"] + lab.lab.references)
            #expect(one.status == 0, "\(one)")
            let mark = try await lab.lab.mark()
            #expect(try await lab.check().result.status == 0)
            #expect(try await lab.lab.requests(on: .front1, since: mark).blobGets.isEmpty)
            for backend in [LabBackend.front2, .front3] {
                #expect(try await !lab.lab.requests(on: backend, since: mark).blobGets.isEmpty)
            }
            // The same name at another address is another backend.
            let moved = try await lab.lab.mark()
            let there = try await lab.gate(
                ["check", "--backend", "front1=127.0.0.12:\(port)"] + lab.lab.references)
            #expect(there.status == 0, "\(there)")
            #expect(try await !lab.lab.requests(on: .front2, since: moved).blobGets.isEmpty)
        }
    }

    /// A new certificate may mean another machine, so its content is pulled again.
    @Test func aNewCertificateMakesTheProofsOfItsBackendStale() async throws {
        try await GateLab.run { lab in
            let (_, first) = try await lab.check()
            let run = try #require(first.run)
            try await lab.lab.renewCertificate(of: .front2)
            let mark = try await lab.lab.mark()
            let changed =
                "the certificate of front2 has changed since run \(run): proofs made under the old one are not"
            let (planned, plan) = try await lab.reported(["plan"] + lab.lab.references)
            #expect(plan.totals.planned == first.blobs.count / 3)
            #expect(planned.output.contains(changed), "\(planned)")
            let (second, after) = try await lab.check()
            #expect(second.status == 0, "\(second)")
            #expect(second.output.contains(changed), "\(second)")
            #expect(try await lab.lab.requests(on: .front1, since: mark).blobGets.isEmpty)
            #expect(try await lab.lab.requests(on: .front3, since: mark).blobGets.isEmpty)
            #expect(try await lab.lab.requests(on: .front2, since: mark).blobPulls.count == first.blobs.count / 3)
            #expect(after.totals.reusedBlobs == first.blobs.count / 3 * 2)

            let (third, again) = try await lab.check("--verbose")
            #expect(again.totals.reusedBlobs == first.blobs.count)
            #expect(!third.output.contains("the certificate of"), "\(third)")
            // Replies to HEAD are not in the report; those with content are.
            let (fresh, _) = try await lab.check("--verbose", "--fresh")
            let flat = fresh.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let shown = Set(flat.matches(of: #/, certificate ([0-9a-f]{16}): /#).map(\.1))
            #expect(shown.count == 2, "the backends have two certificates: \(fresh)")
        }
    }

    /// A run that reuses a proof does not notice later damage; a run with spot checks does.
    @Test func aSpotCheckFindsDamageSinceTheProof() async throws {
        try await GateLab.run { lab in
            let (_, first) = try await lab.check()
            let layer = try lab.layer
            try lab.lab.zero(layer, at: RunningLab.sliceSize, length: RunningLab.sliceSize, on: .front2)
            let (reusing, reused) = try await lab.check()
            #expect(reusing.status == 0, "\(reusing)")
            #expect(reused.totals.reusedBlobs == first.blobs.count)

            let mark = try await lab.lab.mark()
            let (result, report) = try await lab.check("--spot", "100%")
            #expect(result.status == 1, "\(result)")
            #expect(report.faulty(layer.digest.description) == ["front2"])
            #expect(report.findings.map(\.code) == ["content-digest"])
            #expect(result.output.contains("spot check failed: bytes \(RunningLab.sliceSize) to"), "\(result)")
            #expect(report.totals.reusedBlobs == first.blobs.count - 1)
            #expect(report.blobs.filter { $0.spotCheck?.outcome == "right" }.count == first.blobs.count - 1)
            for backend in [LabBackend.front1, .front3] {
                #expect(try await lab.lab.requests(on: backend, since: mark).pulledPaths.isEmpty)
            }

            // Healed and then evicted: content that the cache no longer has is proven again.
            try lab.lab.evict(layer, on: .front2)
            let run = try #require(report.run)
            #expect(try await lab.gate(["recheck", "\(run)", "--spot", "100%"]).status == 0)
            try lab.lab.evict(layer, on: .front2)
            let (evicted, after) = try await lab.check("--spot", "100%")
            #expect(evicted.status == 0, "\(evicted)")
            let again = after.blobs.filter { $0.spotCheck?.outcome == "refilled" }
            #expect(again.map(\.backend) == ["front2"] && again.map(\.digest) == [layer.digest.description])
            #expect(again.first?.statusName == "verified")
        }
    }

    @Test func planPredictsWhatCheckPulls() async throws {
        try await GateLab.run { lab in
            let mark = try await lab.lab.mark()
            let (planned, plan) = try await lab.reported(["plan"] + lab.lab.references)
            #expect(planned.status == 0, "\(planned)")
            #expect(try await lab.lab.requests(since: mark).blobGets.isEmpty)
            #expect(plan.totals.planned == plan.blobs.count)
            #expect(plan.totals.bytesPlanned > 0)

            let pulled = try await lab.lab.mark()
            let (_, checked) = try await lab.check()
            let gets = try await lab.lab.requests(since: pulled).blobPulls
            #expect(gets.count == plan.totals.planned)
            #expect(gets.bodyBytes == plan.totals.bytesPlanned)
            #expect(checked.blobs.count == plan.blobs.count)

            let (_, again) = try await lab.reported(["plan"] + lab.lab.references)
            #expect(again.totals.planned == 0)
            #expect(again.totals.reusedBlobs == plan.totals.planned)
            #expect(again.totals.bytesReused == plan.totals.bytesPlanned)
        }
    }

    @Test func onlyTheChosenPlatformIsPulled() async throws {
        try await GateLab.run { lab in
            let mark = try await lab.lab.mark()
            let (result, _) = try await lab.check("--platform", "linux/arm64")
            // app/api is a manifest without an index, and its configuration states another platform.
            #expect(result.status == 1, "\(result)")
            #expect(result.output.contains("absence-platform"))
            let others = try await lab.gate(
                ["check", "--platform", "linux/arm64"] + lab.lab.references.filter { !$0.contains("app/api") })
            #expect(others.status == 0, "\(others)")
            let foreign = lab.lab.images.filter { $0.repository != "app/api" }.flatMap(\.blobs)
                .filter { !$0.platforms.contains("linux/arm64") && ($0.kind == .layer || $0.kind == .config) }
            let pulled = Set(try await lab.lab.requests(since: mark).pulledPaths)
            #expect(!foreign.isEmpty)
            for blob in foreign { #expect(!pulled.contains(blob.uri), "\(blob)") }
            let missing = try await lab.gate(["check", "--platform", "linux/s390x"] + lab.lab.references)
            #expect(missing.status == 1, "\(missing)")
            #expect(missing.output.contains("absence-platform"))
        }
    }

    @Test func runsAreListedShownAndForgotten() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let layer = try lab.layer
            try lab.lab.flip(layer, at: 1, on: .front1)
            #expect(try await lab.check("--fresh").result.status == 1)

            let runs = try await lab.gate(["ledger", "runs"])
            #expect(runs.status == 0, "\(runs)")
            let lines = runs.output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[1].hasPrefix("2 ") && lines[1].contains("refused"), "\(runs)")
            #expect(lines[2].hasPrefix("1 ") && lines[2].contains("verified"), "\(runs)")

            let shown = try await lab.gate(["ledger", "show", "2"])
            #expect(shown.status == 0, "\(shown)")
            let first = try #require(shown.output.split(separator: "\n").dropFirst(2).first)
            #expect(first.contains("refused") && first.contains("content-digest") && first.contains("front1"))
            let report = try GateReport(Data(try await lab.gate(["ledger", "show", "2", "--json"]).output.utf8))
            #expect(report.verdict == "refused")
            #expect(report.run == 2)

            try lab.lab.evict(layer, on: .front1)
            let (again, recheck) = try await lab.reported(["recheck", "2"])
            #expect(again.status == 0, "\(again)")
            #expect(recheck.recheckOf == 2)

            let pruned = try await lab.gate(["ledger", "prune", "--older-than", "1ms", "--compact"])
            #expect(pruned.status == 0, "\(pruned)")
            #expect(pruned.output.contains("deleted 3 runs"), "\(pruned)")
            let mark = try await lab.lab.mark()
            #expect(try await lab.check().result.status == 0)
            #expect(try await !lab.lab.requests(since: mark).blobGets.isEmpty)
        }
    }
}
