import Foundation
import Lab
import OCI
import Record
import Support
import Testing

/// Wrong bytes in one backend's cache: the case that the gate was built for.
@Suite(.twoAtATime) struct ContentTests {
    /// T390251: the reply has the right length, the right headers and one wrong byte.
    @Test func oneWrongByteInOneSliceOnOneBackend() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let layer = try lab.layer
            try lab.lab.flip(layer, at: 6_000_000, on: .front2)

            let (result, report) = try await lab.check("--fresh")
            #expect(result.status == 1, "\(result)")
            #expect(report.verdict == "refused")
            #expect(report.exitCode == 1)

            #expect(report.findings.count == 1)
            let finding = try #require(report.findings.first)
            #expect(finding.code == "content-digest")
            #expect(finding.family == "content")
            #expect(finding.place.backend == "front2")
            #expect(finding.place.repository == "app/web")
            #expect(finding.place.digest == layer.digest.description)

            let faulty = report.claims.filter { $0.statusName == "faulty" }
            #expect(faulty.map(\.backend) == ["front2"])
            #expect(report.claims.filter { $0.statusName == "verified" }.count == report.claims.count - 1)

            // The headers equal those of good replies, so a tool that trusts headers does not notice.
            let same = report.claims.filter { $0.digest == layer.digest.description && $0.repository == "app/web" }
            let bad = try #require(same.first { $0.backend == "front2" }?.attempts.first)
            for backend in ["front1", "front3"] {
                let good = try #require(same.first { $0.backend == backend }?.attempts.first)
                for field in ["etag", "docker-content-digest", "content-length"] {
                    #expect(good.headers[field] != nil, "\(field)")
                    #expect(bad.headers[field] == good.headers[field], "\(field)")
                }
            }
            #expect(bad.headers["docker-content-digest"] == layer.digest.description)
            #expect(bad.headers["content-length"] == "\(layer.size)")
            #expect(bad.bytes == layer.size)
            // Read again on a new connection before it is reported.
            #expect(same.first { $0.backend == "front2" }?.attempts.count == 2)

            let text = result.output
            #expect(text.contains("REFUSED: wrong bytes (content-digest)"))
            #expect(text.contains("front2 (127.0.0.12:\(lab.lab.backendPort))"))
            #expect(text.contains(layer.digest.description))
            let closing = text.split(separator: "\n").suffix(4).joined(separator: " ")
            #expect(closing.contains("REFUSED: 1 of 3 images not verified"), "\(text)")
            #expect(closing.contains("blobgate recheck \(try #require(report.run))"), "\(text)")

            // Not healed yet.
            #expect(try await lab.gate(["recheck", "--quiet"]).status == 1)

            try lab.lab.evict(layer, on: .front2)
            let mark = try await lab.lab.mark()
            let (healed, after) = try await lab.reported(["recheck"])
            #expect(healed.status == 0, "\(healed)")
            #expect(after.verdict == "verified")
            #expect(after.recheckOf != nil)
            #expect(healed.output.contains("verified: 3 images on 3 backends"))
            // Only refused claims were pulled again.
            let pulled = try await lab.lab.requests(since: mark).pulledPaths
            #expect(pulled == [layer.uri])
        }
    }

    struct Break: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let apply: @Sendable (RunningLab, BuiltBlob) throws -> Void
    }

    static let breaks = [
        Break(testDescription: "a run of zeros over two slices") { lab, layer in
            try lab.zero(layer, at: RunningLab.sliceSize - 4096, length: 8192, on: .front3)
        },
        Break(testDescription: "a slice replaced by another one") { lab, layer in
            try lab.replaceSlice(of: layer, at: 0, withSliceAt: RunningLab.sliceSize, on: .front3)
        },
        Break(testDescription: "the last byte") { lab, layer in try lab.flip(layer, at: layer.size - 1, on: .front3) },
    ]

    @Test(arguments: breaks) func otherDamageInOneCache(_ damage: Break) async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let layer = try lab.layer
            try damage.apply(lab.lab, layer)
            let (result, report) = try await lab.check("--fresh")
            #expect(result.status == 1, "\(result)")
            #expect(report.findings.map(\.code) == ["content-digest"])
            #expect(report.faulty(layer.digest.description) == ["front3"])
            #expect(result.output.contains("content-digest"))
            try lab.lab.evict(layer, on: .front3)
            #expect(try await lab.gate(["recheck"]).status == 0)
        }
    }

    @Test func aManifestDamagedInOneCache() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let manifest = try #require(try lab.lab.image("app/web").top)
            try lab.lab.flip(manifest, at: 40, on: .front1)
            // A recent proof of the manifest would replace the read.
            let (result, report) = try await lab.check("--fresh")
            #expect(result.status == 1, "\(result)")
            let findings = report.findings.filter { $0.family == "content" }
            #expect(findings.map(\.code) == ["content-digest"])
            #expect(findings.first?.place.backend == "front1")
            #expect(findings.first?.place.digest == manifest.digest.description)
            let image = try #require(report.images.first { $0.reference.contains("app/web") })
            #expect(image.verdict == "refused")
            #expect(image.backends.map(\.verdict) == ["refused", "verified", "verified"])
            try lab.lab.evict(manifest, on: .front1)
            #expect(try await lab.gate(["recheck"]).status == 0)
        }
    }

    /// Invariant 9: a pull fills caches, so unproven content is pulled from one backend first.
    @Test func badStorageDoesNotFillEveryCache() async throws {
        try await GateLab.run { lab in
            let layer = try lab.layer
            try lab.lab.corruptStorage(layer, at: 5000)
            let mark = try await lab.lab.mark()
            let (result, report) = try await lab.check()
            #expect(result.status == 1, "\(result)")
            let asked = try await lab.lab.requests(since: mark).blobPulls.filter { $0.uri == layer.uri }
            #expect(Set(asked.map(\.status)) == [200])
            var backends: [LabBackend] = []
            for backend in lab.lab.backends {
                let pulls = try await lab.lab.requests(on: backend, since: mark).blobPulls
                if pulls.contains(where: { $0.uri == layer.uri }) { backends.append(backend) }
            }
            #expect(backends.count == 1)
            for backend in lab.lab.backends {
                // One byte of the last slice is requested of the others; a cold cache stores that slice, and no other.
                let cached = lab.lab.cachedSlices(of: layer, on: backend)
                if backends.contains(backend) {
                    #expect(!cached.isEmpty)
                } else {
                    #expect(cached.count <= 1 && !cached.contains(0))
                }
            }
            let same = report.claims.filter { $0.digest == layer.digest.description && $0.repository == "app/web" }
            #expect(same.compactMap(\.code).sorted() == ["access-withheld", "access-withheld", "content-digest"])
            #expect(
                result.output.contains(
                    "front2, front3: not pulled, because a pull could put the same bad bytes into a cold cache"),
                "\(result)")

            try lab.lab.healStorage()
            for backend in backends { for copy in try lab.copies(of: layer) { try lab.lab.evict(copy, on: backend) } }
            #expect(try await lab.gate(["recheck"]).status == 0)
        }
    }

    @Test func badStorageBehindGoodCaches() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let layer = try lab.layer
            try lab.lab.corruptStorage(layer, at: 5000)
            // Two caches have the good bytes; one has lost them and reads the bad storage.
            try lab.lab.evict(layer, on: .front1)
            let (result, report) = try await lab.check("--fresh")
            #expect(result.status == 1, "\(result)")
            let findings = report.findings
            #expect(findings.map(\.code) == ["content-digest"])
            #expect(report.faulty(layer.digest.description) == ["front1"])
            // A purge of the other caches would destroy the last good copies.
            #expect(report.diagnoses.first?.location != .cache)
            #expect(result.output.contains("may hold the last good copy"), "\(result)")
            try lab.lab.healStorage()
            try lab.lab.evict(layer, on: .front1)
            #expect(try await lab.gate(["recheck"]).status == 0)
        }
    }
}
