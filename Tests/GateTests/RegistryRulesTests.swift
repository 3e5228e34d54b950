import Foundation
import Ledger
import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// Rules of image-spec and distribution-spec that need a complete run to test.
@Suite(.timeLimit(.minutes(10))) struct RegistryRulesTests {
    // MARK: platforms

    @Test("img Image Configuration: an image without an index has the platform of its configuration")
    func aSingleImageHasAPlatform() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), platform: "linux/arm64")
            let store = try scene.store()
            let right = try await scene.check(scene.request(platforms: ["linux/arm64/v8"]), store)
            #expect(right.verdict == .verified)
            let wrong = try await scene.check(scene.request(platforms: ["linux/amd64"]), store)
            #expect(wrong.exitCode == .refused)
            #expect(wrong.faults == ["absence-platform on one", "absence-platform on two"])
            #expect(
                wrong.findings.first?.seen
                    == "according to its configuration the image is only for linux/arm64, not for linux/amd64")
            // The configuration was read although it was proven, and nothing else was read.
            #expect(scene.pulls(image.config.digest) == [2, 2])
            #expect(scene.pulls(image.layers[0].digest) == [1, 1])
            let both = try await scene.check(scene.request(platforms: ["linux/amd64", "linux/arm64"]), store)
            #expect(both.findings.map(\.code) == [.absencePlatform, .absencePlatform])
            let all = try await scene.check(scene.request(), store)
            #expect(all.verdict == .verified)
            #expect(scene.pulls(image.config.digest) == [3, 3])
        }
    }

    @Test(
        "img Image Configuration: the platform of an image without an index is checked at weak depths too",
        arguments: [Depth.manifest, .presence])
    func aSingleImageHasAPlatformAtEveryDepth(_ depth: Depth) async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), platform: "linux/arm64")
            let wrong = try await scene.check(scene.request(platforms: ["linux/amd64"]) { $0.depth = depth })
            #expect(wrong.exitCode == .refused)
            #expect(wrong.faults == ["absence-platform on one", "absence-platform on two"])
            let right = try await scene.check(scene.request(platforms: ["linux/arm64"]) { $0.depth = depth })
            #expect(right.verdict == .unproven)
            #expect(right.findings.isEmpty)
            #expect(right.result(image.config.digest, on: "one")?.status.isProof == true)
            #expect(right.result(image.layers[0].digest, on: "one")?.status.isProof == false)
            #expect(scene.pulls(image.config.digest) == [2, 2])
            #expect(scene.pulls(image.layers[0].digest) == [0, 0])
            // Nothing is read if no platform was requested.
            _ = try await scene.check(scene.request { $0.depth = depth })
            #expect(scene.pulls(image.config.digest) == [2, 2])
            scene[1].on(.blob(image.config.digest), .flipByte(at: 3))
            let bad = try await scene.check(scene.request(platforms: ["linux/arm64"]) { $0.depth = depth })
            #expect(bad.faults == ["content-digest on two"])
        }
    }

    @Test("img Image Configuration: a plan reports the platform of an image without an index")
    func aPlanReportsThePlatform() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1), platform: "linux/arm64")
            let store = try scene.store()
            let wrong = try await scene.gate(store).plan(scene.request(platforms: ["linux/amd64"]))
            #expect(wrong.faults == ["absence-platform on one"])
            #expect(wrong.exitCode == .refused)
            var request = try scene.request(platforms: ["linux/arm64"])
            request.command = .plan
            let right = try await scene.gate(store).plan(request)
            #expect(right.exitCode == .verified)
            #expect(right.totals.planned == 2)
            #expect(scene.pulls(image.layers[0].digest) == [0])
        }
    }

    @Test("img Image Configuration: an image without a platform does not match a requested one")
    func aConfigurationWithoutAPlatform() async throws {
        try await Scene.run(1) { scene in
            try push(#"{"rootfs":{"type":"layers","diff_ids":["DIGEST"]}}"#, on: scene)
            let run = try await scene.check(scene.request(platforms: ["linux/amd64"]))
            #expect(run.exitCode == .undecided)
            #expect(run.faults == ["absence-platform on one"])
            #expect(try await scene.check().verdict == .verified)
        }
    }

    // MARK: configurations

    struct ConfigRow: Sendable, CustomTestStringConvertible {
        let text: String
        let seen: String?
        var testDescription: String { text }
    }

    @Test(
        "img Image Configuration: rootfs has as many layers as the manifest, checked at every depth",
        arguments: [
            ConfigRow(text: #"{"rootfs":{"type":"layers","diff_ids":["DIGEST"]}}"#, seen: nil),
            ConfigRow(
                text: #"{"rootfs":{"type":"layers","diff_ids":[]}}"#,
                seen: "has 0 diff_ids, but the manifest has 1 layers"),
            ConfigRow(
                text: #"{"rootfs":{"type":"base","diff_ids":["DIGEST"]}}"#,
                seen: #"cannot be used: rootfs.type: "base", expected "layers""#),
            ConfigRow(text: "{}", seen: "cannot be used: rootfs is missing"),
        ])
    func configurationsAreReadAtFullDepth(_ row: ConfigRow) async throws {
        try await Scene.run(1) { scene in
            try push(row.text, on: scene)
            let store = try scene.store()
            // A second run must not accept what the first one refused.
            for _ in 0..<2 {
                let run = try await scene.check(nil, store)
                #expect(run.findings.map(\.code) == (row.seen == nil ? [] : [.contentConfig]))
                #expect(run.exitCode == (row.seen == nil ? .verified : .refused))
                if let seen = row.seen { #expect(run.findings.first?.seen.hasSuffix(seen) == true) }
            }
            let again = try await scene.check(
                scene.request(recheckOf: store.lastUnverifiedRun()?.id), store)
            #expect(again.verdict == (row.seen == nil ? .verified : .refused))
        }
    }

    @Test("img Image Manifest: a configuration of unknown type is hashed but not parsed")
    func anUnknownConfiguration() async throws {
        try await Scene.run(1) { scene in
            try push("no JSON at all", type: "application/vnd.example.config", on: scene)
            let run = try await scene.check(scene.request(platforms: ["linux/amd64"]))
            #expect(run.verdict == .verified)
        }
    }

    @Test("img Image Manifest, Guidance for an Empty Descriptor: the two bytes {} are verified like any other blob")
    func theEmptyDescriptor() async throws {
        try await Scene.run(1) { scene in
            try push("{}", type: "\(MediaType.ociEmpty)", on: scene)
            #expect(try await scene.check().verdict == .verified)
            let digest = try Digest(
                parsing: "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
            #expect(scene.pulls(digest) == [1])
            scene[0].on(.blob(digest), .content(Array("[]".utf8)))
            #expect(try await scene.check().findings.map(\.code) == [.contentDigest])
        }
    }

    private func push(_ config: String, type: String = "\(MediaType.ociConfig)", on scene: Scene) throws {
        let layer = try ScriptedRegistry.sha256(of: bytes(1))
        let text = Array(config.replacing("DIGEST", with: "\(layer)").utf8)
        for registry in scene.registries {
            try registry.addBlob(bytes(1), to: "app")
            let digest = try registry.addBlob(text, to: "app")
            let manifest = FaultBench.manifest(
                config: FaultBench.descriptor(type, digest, size: text.count),
                layers: FaultBench.descriptor("\(MediaType.ociLayer)", layer, size: 5000))
            try registry.addManifest(Array(manifest.utf8), mediaType: .ociManifest, to: "app", tag: "v1")
        }
    }

    // MARK: names

    @Test("reference Names: the digest wins over the tag, and a tag that points elsewhere is reported")
    func theTagBesideADigest() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1))
            let reference = "registry.test/app:v1@\(image.manifest.digest)"
            let same = try await scene.check(scene.request([reference]))
            #expect(same.verdict == .verified)
            #expect(same.noticeTexts.isEmpty)
            let other = try scene[1].addImage(to: "app", tag: "v1", layers: [bytes(2)])
            let moved = try await scene.check(scene.request([reference]))
            #expect(moved.verdict == .verified)
            #expect(
                moved.noticeTexts == [
                    "\(reference): the tag now resolves to \(other.manifest.digest.short) on two; the digest was checked, "
                        + "as nodes pull it"
                ])
            #expect(scene.pulls(other.layers[0].digest) == [0, 0])
            // Clients that pull the digest do not request the tag, so its state decides nothing.
            for fault in [Fault.status(500), .status(403), .noReply(.close)] {
                scene[1].heal()
                scene[1].on(RequestPattern(path: .exactly("/v2/app/manifests/v1")), fault)
                let run = try await scene.check(scene.request([reference]))
                #expect(run.verdict == .verified)
                #expect(run.noticeTexts.isEmpty)
            }
        }
    }

    @Test("dist Pulling manifests: host and name over 255 characters are reported and pulled")
    func aLongNameIsReported() async throws {
        try await Scene.run(1) { scene in
            let name = String(repeating: "a", count: 255)
            try scene.addImage(name, bytes(1))
            let run = try await scene.check(scene.request(["registry.test/\(name):v1"]))
            #expect(run.verdict == .verified)
            #expect(run.noticeTexts.count == 1)
            #expect(run.noticeTexts.first?.contains("255 characters") == true)
        }
    }

    // MARK: header fields

    @Test("dist Pulling blobs: a Docker-Content-Digest that does not match the body is reported once per backend")
    func lyingFieldsAreReported() async throws {
        try await Scene.run(2) { scene in
            let image = try scene.addImage("app", bytes(1), bytes(2))
            let wrong = try ScriptedRegistry.sha256(of: [1])
            scene[0].on(.blobs, .contentDigest("\(wrong)"))
            let run = try await scene.check()
            #expect(run.verdict == .verified)
            #expect(run.exitCode == .verified)
            #expect(run.faults == ["content-header on one"])
            let finding = try #require(run.findings.first)
            #expect(finding.weight == .reported)
            #expect(finding.place.digest == image.config.digest)
            #expect(
                finding.seen
                    == "the right bytes, but with Docker-Content-Digest: \(wrong); the same for 2 more")
            #expect(run.faultRecords.first?.subject.kind == .config)
        }
    }

    @Test("dist Warnings: a warning of a registry is shown once and changes no verdict")
    func warningsAreShown() async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1), bytes(2))
            for registry in scene.registries {
                registry.on(
                    RequestPattern(path: .containing("/v2/")), .header("Warning", #"299 - "Gone in May\#u{1b}[2J""#))
            }
            scene[1].on(.blobs, .header("Warning", #"110 anything "stale""#))
            let run = try await scene.check()
            #expect(run.verdict == .verified)
            #expect(run.findings.isEmpty)
            let messages = run.notes.compactMap { note in
                if case .warning(_, _, let message) = note { message } else { nil }
            }
            #expect(messages == [#"Gone in May\x1b[2J"#])
        }
    }
}
