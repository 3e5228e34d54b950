import Foundation
import Lab
import OCI
import Support
import Testing

/// Absence and access faults: neither is corruption.
@Suite(.twoAtATime) struct AbsenceAndAccessTests {
    @Test func aRemovedBlobIsAbsent() async throws {
        try await GateLab.run { lab in
            let layer = try #require(try lab.lab.image("tools/debug").largestLayer)
            try lab.lab.removeBlob(layer, fromCaches: true)
            let (result, report) = try await lab.check()
            #expect(result.status == 1, "\(result)")
            #expect(Set(report.findings.map(\.code)) == ["absence-blob"])
            #expect(Set(report.findings.map(\.family)) == ["absence"])
            // Absence says nothing about the storage of the next backend, so each is checked.
            #expect(report.faulty(layer.digest.description) == ["front1", "front2", "front3"])
            #expect(report.images.map(\.verdict) == ["verified", "verified", "refused"])
            #expect(result.output.contains("REFUSED: blob not found (absence-blob)"))
            #expect(!result.output.contains("wrong bytes"))
            try lab.lab.healStorage()
            #expect(try await lab.gate(["recheck"]).status == 0)
        }
    }

    @Test func aRemovedTagIsAbsentOnEveryBackend() async throws {
        try await GateLab.run { lab in
            let api = try lab.lab.image("app/api")
            try lab.lab.removeTag(of: api)
            let (result, report) = try await lab.check()
            #expect(result.status == 1, "\(result)")
            #expect(report.findings.map(\.code) == Array(repeating: "absence-manifest", count: 3))
            #expect(report.findings.allSatisfy { $0.place.tag == "1.0" && $0.place.repository == "app/api" })
            try lab.lab.healStorage()
            #expect(try await lab.gate(["recheck"]).status == 0)
        }
    }

    /// A truncated cache file leaves the connection open at the end of the body. What follows the cut came too early, so the bytes are
    /// wrong although no complete body arrived.
    @Test func aTruncatedSliceStalls() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let layer = try lab.layer
            try lab.lab.truncate(layer, at: 7_000_000, on: .front2)
            let (result, report) = try await lab.check("--fresh", "--stall", "2s", "--retries", "1")
            #expect(result.status == 1, "\(result)")
            #expect(report.verdict == "refused")
            #expect(report.findings.map(\.code) == ["content-digest"])
            #expect(report.findings.first?.place.backend == "front2")
            #expect(report.faulty(layer.digest.description) == ["front2"])
            #expect(result.output.contains("the bytes from 7000000 on are wrong"))
            #expect(result.duration < .seconds(20), "\(result)")
            try lab.lab.evict(layer, on: .front2)
            #expect(try await lab.gate(["recheck"]).status == 0)
        }
    }

    @Test func aStoppedBackendLeavesTheOthersVerified() async throws {
        try await GateLab.run { lab in
            try await lab.lab.stopBackend(.front3)
            let (result, report) = try await lab.check("--retries", "1")
            #expect(result.status == 75, "\(result)")
            #expect(report.verdict == "undecided")
            #expect(Set(report.findings.map(\.code)) == ["access-connect"])
            #expect(Set(report.findings.compactMap(\.place.backend)) == ["front3"])
            for image in report.images {
                #expect(image.backends.map(\.verdict) == ["verified", "verified", "undecided"])
            }
            #expect(result.output.contains("UNDECIDED: no connection (access-connect)"))
            #expect(result.output.contains("front3"))
            try await lab.lab.startBackend(.front3)
            let mark = try await lab.lab.mark()
            let (healed, _) = try await lab.reported(["recheck"])
            #expect(healed.status == 0, "\(healed)")
            // Claims proven on the other backends are not pulled again.
            for backend in [LabBackend.front1, .front2] {
                #expect(try await lab.lab.requests(on: backend, since: mark).blobGets.isEmpty)
            }
        }
    }

    @Test func aRefusalIsNotHiddenByAStoppedBackend() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let layer = try lab.layer
            try lab.lab.flip(layer, at: 0, on: .front1)
            try await lab.lab.stopBackend(.front2)
            let (result, report) = try await lab.check("--fresh", "--retries", "0")
            #expect(result.status == 1, "\(result)")
            #expect(report.findings.first?.code == "content-digest")
            #expect(report.diagnoses.first?.code == "content-digest")
            #expect(Set(report.findings.map(\.family)) == ["content", "access"])
        }
    }

    @Test func aStoppedRegistryBehindItsBackends() async throws {
        try await GateLab.run { lab in
            try await lab.lab.stopRegistry()
            let (result, report) = try await lab.check("--retries", "1")
            #expect(result.status == 75, "\(result)")
            #expect(Set(report.findings.map(\.code)) == ["access-server-error"])
            try await lab.lab.startRegistry()
            #expect(try await lab.gate(["recheck"]).status == 0)
        }
    }
}
