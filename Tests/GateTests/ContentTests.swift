import Foundation
import Ledger
import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate

/// Complete runs with wrong bytes, missing bytes and odd images.
@Suite(.timeLimit(.minutes(10))) struct ContentTests {
    @Test func aGoodRelease() async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let run = try await scene.check()
            #expect(run.verdict == .verified)
            #expect(run.exitCode == .verified)
            #expect(run.findings.isEmpty)
            #expect(run.totals.verified == 12)
            #expect(run.totals.bytesPulled == 3 * image.all.reduce(0) { $0 + $1.size })
            for descriptor in [image.config] + image.layers { #expect(scene.pulls(descriptor.digest) == [1, 1, 1]) }
            for registry in scene.registries {
                #expect(registry.requests.allSatisfy { $0.header("Host") == "registry.test" })
                // GET and HEAD of the tag, then the manifest by digest, as nodes do.
                #expect(registry.requests(.manifests).map(\.method) == ["GET", "HEAD", "GET"])
                #expect(registry.requests(.blobs).allSatisfy { $0.method == "GET" })
            }
        }
    }

    @Test("dist Pulling blobs: a blob matches the requested digest") func oneByteOnOneBackend() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let layer = image.layers[0].digest
            scene[1].on(.blob(layer), .flipByte(at: 2500), .cacheStatus("HIT"))
            let run = try await scene.check()
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-digest on two"])
            let finding = try #require(run.findings.first)
            #expect(finding.seen.hasPrefix("5000 bytes that hash to sha256:"))
            #expect(finding.seen.hasSuffix(" (cache: HIT), twice"))
            #expect(run.attempts(of: finding).count == 2)
            #expect(scene.pulls(layer) == [1, 2])
            let reads = scene[1].requests(.blob(layer))
            #expect(reads[0].connection != reads[1].connection)
            #expect(run.verdicts(on: "one") == [.verified])
        }
    }

    @Test func badThenGood() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].on(.blob(image.layers[0].digest), .only(1), .flipByte(at: 0))
            let run = try await scene.check()
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-flapping on two"])
            #expect(run.findings.first?.seen.hasSuffix("; then good on a new connection") == true)
        }
    }

    /// Waived by the policy, shown in the report, and read again by the next run.
    @Test func badThenGoodOftenEnough() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            let store = try scene.store()
            scene[1].on(.blob(layer), .only(1), .flipByte(at: 0))
            let patient = try scene.request { $0.flapping = .reads(3) }
            let run = try await scene.check(patient, store)
            #expect(run.exitCode == .verified)
            #expect(run.verdict == .verified)
            #expect(run.faults == ["content-flapping on two"])
            #expect(run.findings.first?.weight == .reported)
            #expect(run.findings.first?.seen.hasSuffix("then good 3 times in a row (bad: read 1 of 4)") == true)
            #expect(run.result(layer, on: "two")?.status.isProof == true)
            #expect(scene.pulls(layer) == [1, 4])
            let connections = scene[1].requests(.blob(layer)).map(\.connection)
            #expect(Set(connections).count == 4)
            let next = try await scene.check(nil, store)
            #expect(next.exitCode == .verified)
            #expect(next.findings.isEmpty)
            #expect(scene.pulls(layer) == [1, 5])
        }
    }

    @Test(arguments: [[1, 3], [1, 2], [1, 4]]) func aBadReadAmongThem(turns: [Int]) async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            for turn in turns { scene[1].on(.blob(image.layers[0].digest), .only(turn), .flipByte(at: 0)) }
            let run = try await scene.check(scene.request { $0.flapping = .reads(3) })
            #expect(run.exitCode == .refused)
            #expect(scene.pulls(image.layers[0].digest) == [1, turns[1]])
            #expect(run.faults == [turns[1] == 2 ? "content-digest on two" : "content-flapping on two"])
        }
    }

    @Test func aTagThatIsBadThenGoodOftenEnough() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1))
            scene[1].on(.manifest(.tag(try #require(Tag("v1")))), .only(1), .html)
            let run = try await scene.check(scene.request { $0.flapping = .reads(2) })
            #expect(run.exitCode == .verified)
            #expect(run.faults == ["content-flapping on two"])
            #expect(run.images[0].views[1].tagAttempts.count == 3)
        }
    }

    @Test func aTagThatIsBadThenGood() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1))
            scene[1].on(.manifest(.tag(try #require(Tag("v1")))), .only(1), .html)
            let flapping = try await scene.check()
            #expect(flapping.exitCode == .refused)
            #expect(flapping.faults == ["content-flapping on two"])
            #expect(flapping.images[0].views[1].digest != nil)
            scene[1].heal()
            // GET and HEAD: nodes need only one of them.
            scene[1].on(RequestPattern(path: .exactly("/v2/app/manifests/v1")), .first(2), .status(404))
            #expect(try await scene.check().faults == ["absence-manifest on two"])
            scene[1].heal()
            scene[1].on(.manifest(.tag(try #require(Tag("v1")))), .only(1), .status(503))
            #expect(try await scene.check().exitCode == .verified)
        }
    }

    @Test(arguments: [
        (Fault.truncated(to: 100), "content-size on two"), (.extended(by: [1, 2, 3]), "content-trailing on two"),
        (.extended(by: bytes(9, count: 3 << 20)), "content-trailing on two"), (.html, "content-size on two"),
        (.emptyBody, "content-size on two"), (.zeroRun(at: 100, count: 300), "content-digest on two"),
        (.wrongBytes, "content-digest on two"), (.status(404), "absence-blob on two"),
        (.status(403), "access-credentials on two"), (.redirect(to: ""), "access-redirect on two"),
    ])
    func otherFaultsOfABlob(fault: Fault, expected: String) async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].on(.blob(image.layers[0].digest), fault)
            let run = try await scene.check()
            #expect(run.faults == [expected])
            #expect(run.verdicts(on: "one") == [.verified])
            let access = expected.hasPrefix("access-")
            #expect(run.exitCode == (access ? (expected.contains("cred") ? .credentials : .undecided) : .refused))
        }
    }

    @Test("dist Pulling manifests: a manifest requested by digest matches it") func aWrongManifest() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].on(.manifest(.digest(image.manifest.digest)), .flipByte(at: 30))
            let run = try await scene.check()
            #expect(run.faults == ["content-digest on two"])
            #expect(run.exitCode == .refused)
            // Unproven bytes are not parsed.
            #expect(scene.pulls(image.layers[0].digest) == [1, 0])
        }
    }

    @Test func aTagThatResolvesToTwoImages() async throws {
        try await Scene.run(3) { scene in
            try scene.addImage("app", bytes(1))
            try scene[2].addImage(to: "app", tag: "v1", layers: [bytes(2)])
            let run = try await scene.check()
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-tag-divergence on -"])
            #expect(run.findings.first?.seen.contains("three resolves it to sha256:") == true)
            let standby = try await scene.check(scene.request(roles: [.serving, .serving, .standby]))
            #expect(standby.exitCode == .verified)
            #expect(standby.findings.map(\.weight) == [.reported])
        }
    }

    @Test func aReferenceByDigestRequestsNoTag() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", tag: nil, bytes(1))
            let run = try await scene.check(scene.request(["registry.test/app@\(image.manifest.digest)"]))
            #expect(run.exitCode == .verified)
            // GET by digest, and the HEAD with which nodes learn its type and length.
            #expect(scene[0].requests(.manifests).map(\.method) == ["GET", "HEAD"])
        }
    }

    @Test("img Image Index, platform: only manifests for the requested platform are read") func platforms()
        async throws
    {
        try await Scene.run(2) { scene in
            let arm = try scene.addImage("app", tag: nil, bytes(1), platform: "linux/arm64")
            let amd = try scene.addImage("app", tag: nil, bytes(2), platform: "linux/amd64")
            var inner: Descriptor?
            for registry in scene.registries {
                inner = try registry.addIndex(of: [arm.manifest], to: "app")
                try registry.addIndex(of: [try #require(inner), amd.manifest], to: "app", tag: "nested")
                try registry.addIndex(of: [arm.manifest], to: "app", tag: "arm")
                try registry.addIndex(of: [], to: "app", tag: "empty")
            }
            let all = try await scene.check(scene.request(["registry.test/app:nested"]))
            #expect(all.exitCode == .verified)
            #expect(scene.pulls(arm.layers[0].digest) == [1, 1])
            #expect(scene.pulls(amd.layers[0].digest) == [1, 1])

            let only = try await scene.check(
                scene.request(["registry.test/app:nested"], platforms: ["linux/amd64"]))
            #expect(only.exitCode == .verified)
            #expect(scene.pulls(arm.layers[0].digest) == [1, 1])
            #expect(scene.pulls(amd.layers[0].digest) == [2, 2])

            let missing = try await scene.check(scene.request(["registry.test/app:arm"], platforms: ["linux/amd64"]))
            #expect(missing.exitCode == .refused)
            #expect(missing.faults == ["absence-platform on one", "absence-platform on two"])
            #expect(missing.findings.first?.seen == "the index has no image for linux/amd64")
            let lagging = try await scene.check(
                scene.request(["registry.test/app:arm"], platforms: ["linux/amd64"], roles: [.serving, .standby]))
            #expect(lagging.findings.map(\.weight) == [.refuses, .reported])

            let empty = try await scene.check(scene.request(["registry.test/app:empty"]))
            #expect(empty.exitCode == .refused)
            #expect(empty.findings.first?.seen == "the index leads to no image")
        }
    }

    @Test func aBlobOfTwoImagesIsPulledOncePerPath() async throws {
        try await Scene.run(2) { scene in
            let first = try scene.addImage("app", tag: "v1", bytes(1), bytes(2))
            try scene.addImage("app", tag: "v2", bytes(1), bytes(3))
            try scene.addImage("other", tag: "v1", bytes(1))
            let names = ["registry.test/app:v1", "registry.test/app:v2", "registry.test/other:v1"]
            let shared = first.layers[0].digest
            let run = try await scene.check(scene.request(names))
            #expect(run.exitCode == .verified)
            #expect(scene[0].requests(.blob(shared, of: "app")).count == 1)
            #expect(scene[0].requests(.blob(shared, of: "other")).count == 1)
            let sharing = try await scene.check(scene.request(names, sharing: true))
            #expect(sharing.exitCode == .verified)
            #expect(scene.pulls(shared) == [3, 3])
            #expect(sharing.images.allSatisfy { $0.verdict == .verified })
        }
    }

    /// Invariant 9: a pull fills caches, and bad storage would poison all of them.
    @Test func aBadFirstBackendWithholdsTheOthers() async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let bad = image.layers[0].digest
            scene[0].on(.blob(bad), .flipByte(at: 1))
            let run = try await scene.check()
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-digest on one", "access-withheld on two", "access-withheld on three"])
            // The third read checks how far the layer is intact.
            #expect(scene.pulls(bad) == [2, 0, 0])
            #expect(scene.pulls(image.layers[1].digest) == [1, 1, 1])
        }
    }

    @Test func anUnreachableFirstBackendIsReplacedByTheNext() async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            scene[0].on(.blob(layer), .status(404))
            scene[1].on(.blob(layer), .flipByte(at: 1))
            let run = try await scene.check()
            #expect(run.faults == ["absence-blob on one", "content-digest on two", "access-withheld on three"])
            #expect(scene.pulls(layer) == [2, 2, 0])
        }
    }

    @Test func theStorageIsReadFirst() async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            for registry in scene.registries { registry.on(.blob(layer), .flipByte(at: 1)) }
            let run = try await scene.check(scene.request(roles: [.serving, .standby, .direct]))
            #expect(run.exitCode == .refused)
            #expect(scene.pulls(layer) == [0, 0, 2])
        }
    }

    @Test func contentMissingOnAStandbyIsOnlyReported() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            scene[1].remove(image.layers[0].digest, from: "app")
            let run = try await scene.check(scene.request(roles: [.serving, .standby]))
            #expect(run.exitCode == .verified)
            #expect(run.findings.map(\.weight) == [.reported])
            let alone = try await scene.check(scene.request(roles: [.standby, .standby]))
            #expect(alone.exitCode == .verified)
            scene[0].remove(image.manifest.digest, from: "app")
            scene[1].remove(image.manifest.digest, from: "app")
            let nothing = try await scene.check(scene.request(roles: [.standby, .standby]))
            #expect(nothing.exitCode == .undecided)
        }
    }

    @Test func hostileManifests() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let layer = image.layers[0].digest
            let config = image.config
            let text = """
                {"schemaVersion":2,"mediaType":"\(MediaType.ociManifest)","config":{"mediaType":"\(config.mediaType)",\
                "digest":"\(config.digest)","size":\(config.size)},"layers":[\
                {"mediaType":"\(MediaType.ociLayer)","digest":"\(layer)","size":9223372036854775807},\
                {"mediaType":"\(MediaType.ociLayer)","digest":"\(layer)","size":9223372036854775806}]}
                """
            try scene[0].addManifest(Array(text.utf8), mediaType: .ociManifest, to: "app", tag: "huge")
            let huge = try await scene.check(scene.request(["registry.test/app:huge"]))
            #expect(huge.exitCode == .refused)
            #expect(huge.faults.contains("content-size on one"))

            // Each index lists the next one a thousand times.
            var inner = image.manifest
            for depth in 1...3 {
                let many = [Descriptor](repeating: inner, count: 1000)
                inner = try scene[0].addIndex(of: many, to: "app", tag: depth == 3 ? "bomb" : nil)
            }
            let start = ContinuousClock.now
            let bomb = try await scene.check(scene.request(["registry.test/app:bomb"]))
            #expect(bomb.exitCode == .verified)
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }
}
