import Foundation
import Lab
import OCI
import Support
import Testing

/// The depths of a run, with real servers.
@Suite(.twoAtATime) struct DepthTests {
    @Test func everyImageOfTheLabUnpacks() async throws {
        try await GateLab.run { lab in
            // A full proof does not include the diff ID of a layer.
            try await lab.warm()
            let (first, report) = try await lab.check("--depth", "unpack")
            #expect(first.status == 0, "\(first)")
            let layers = report.claims.filter { $0.kind == "layer" }
            #expect(report.depth == "unpack")
            #expect(report.totals.reusedBlobs == 0)
            #expect(report.totals.unpacked == layers.count)
            #expect(layers.allSatisfy { $0.diffID != nil })
            let formats = Set(lab.lab.images.flatMap(\.layers).map(\.mediaType))
            #expect(formats.count > 1, "\(formats)")

            let mark = try await lab.lab.mark()
            let (second, again) = try await lab.check("--depth", "unpack")
            #expect(second.status == 0, "\(second)")
            #expect(again.totals.reusedBlobs == layers.count)
            #expect(again.totals.unpacked == layers.count)
            let pulled = try await lab.lab.requests(since: mark).blobGets
            let configs = Set(report.claims.filter { $0.kind == "config" }.map(\.digest))
            #expect(pulled.allSatisfy { configs.contains($0.digest ?? "") })
        }
    }

    @Test(arguments: ["manifest", "presence"])
    func aWeakDepthPullsNoBlobAndProvesNone(_ depth: String) async throws {
        try await GateLab.run { lab in
            // nginx answers HEAD with its own GET from the registry, so only requests by the gate count here.
            let mark = try await lab.lab.mark()
            let (result, report) = try await lab.check(environment: ["BLOBGATE_DEPTH": depth])
            #expect(result.status == 0, "\(result)")
            #expect(report.depth == depth)
            #expect(report.verdict == "unproven")
            #expect(report.depthCaveat != nil)
            #expect(report.blobs.allSatisfy { $0.statusName == (depth == "presence" ? "present" : "not-asked") })
            #expect(report.images.allSatisfy { $0.verdict == "unproven" })
            #expect(try await lab.lab.requests(since: mark).blobGets.isEmpty)
            let last = result.output.split(separator: "\n").last ?? ""
            #expect(last.hasPrefix(depth == "presence" ? "present: " : "resolved: "), "\(last)")
            #expect(last.contains("proves nothing about"), "\(last)")
            #expect(!result.output.contains("verified: "))

            let (full, after) = try await lab.check()
            #expect(full.status == 0, "\(full)")
            #expect(after.totals.reusedBlobs == 0)
        }
    }

    @Test func aHeadMissesWrongBytesButSeesAbsence() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let layer = try lab.layer
            try lab.lab.flip(layer, at: 7_000_000, on: .front2)
            let (blind, _) = try await lab.check("--depth", "presence")
            #expect(blind.status == 0, "\(blind)")
            let (unpacking, report) = try await lab.check("--depth", "unpack")
            #expect(unpacking.status == 1, "\(unpacking)")
            #expect(report.findings.map(\.code).contains("content-digest"))

            // Findings are rechecked at the same depth.
            let (again, recheck) = try await lab.reported(["recheck"])
            #expect(again.status == 1, "\(again)")
            #expect(recheck.depth == "unpack")

            try lab.lab.removeBlob(layer, fromCaches: true)
            let (gone, absence) = try await lab.check("--depth", "presence")
            #expect(gone.status == 1, "\(gone)")
            #expect(absence.findings.map(\.code).contains("absence-blob"))
        }
    }
}
