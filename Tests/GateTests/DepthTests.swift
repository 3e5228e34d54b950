import Foundation
import Ledger
import OCI
import Record
import Registry
import Release
import Support
import Testing
import Transfer

@testable import Gate

/// How much a run checks at each depth, and what it may claim.
struct DepthTests {
    // MARK: manifest and presence

    @Test(arguments: [Depth.manifest, .presence])
    func aWeakDepthReadsNoBlobAndProvesNone(_ depth: Depth) async throws {
        try await DepthScene.with { scene in
            let image = try scene.registry.addImage(to: "app", tag: "v1", layers: [[1, 2, 3], [4]])
            let run = try await scene.check("app:v1", depth)

            #expect(scene.registry.requests(RequestPattern(method: "GET", path: .containing("/blobs/"))).isEmpty)
            let heads = scene.registry.requests(RequestPattern(method: "HEAD", path: .containing("/blobs/")))
            #expect(heads.count == (depth == .presence ? 3 : 0))
            #expect(run.verdict == .unproven)
            #expect(run.images.map(\.verdict) == [.unproven])
            #expect(run.exitCode == .verified)
            #expect(run.totals.verified == 1)
            #expect(run.totals.present == (depth == .presence ? 3 : 0))
            #expect(run.totals.notAsked == (depth == .manifest ? 3 : 0))
            #expect(run.totals.bytesPulled == image.manifest.size)
            #expect(run.totals.claims == 4)
            for blob in [image.config] + image.layers { #expect(try await scene.proof(of: blob, "app") == nil) }
            #expect(try await scene.store.lastUnverifiedRun() == nil)
            let summary = try #require(try await scene.store.runs(limit: 1).first)
            #expect(summary.verdict == .unproven)
            #expect(summary.claims == (depth == .presence ? [.verified: 1, .present: 3] : [.verified: 1]))

            // None of it counts as a proof.
            let full = try await scene.check("app:v1", .full)
            #expect(full.verdict == .verified)
            #expect(full.totals.reusedBlobs == 0)
        }
    }

    @Test func presenceChecksEvenProvenBlobs() async throws {
        try await DepthScene.with { scene in
            let image = try scene.registry.addImage(to: "app", tag: "v1", layers: [[1, 2, 3]])
            #expect(try await scene.check("app:v1", .full).verdict == .verified)
            scene.registry.remove(image.layers[0].digest, from: "app")
            let run = try await scene.check("app:v1", .presence)
            #expect(run.findings.map(\.code) == [.absenceBlob])
            #expect(run.exitCode == .refused)
            #expect(try await scene.proof(of: image.layers[0], "app") == nil)
        }
    }

    struct HeadRow: Sendable, CustomTestStringConvertible {
        let fault: Fault
        let code: FindingCode?
        let exit: ExitCode
        var testDescription: String { "\(fault)" }
    }

    @Test(
        "dist Checking if content exists: HEAD and GET agree",
        arguments: [
            HeadRow(fault: .status(404), code: .absenceBlob, exit: .refused),
            HeadRow(fault: .truncated(to: 2), code: .contentSize, exit: .refused),
            HeadRow(
                fault: .contentDigest("sha256:" + String(repeating: "0", count: 64)), code: .contentHeader,
                exit: .refused),
            HeadRow(fault: .header("Docker-Content-Digest", nil), code: nil, exit: .verified),
            HeadRow(fault: .status(500), code: .accessServerError, exit: .undecided),
            HeadRow(fault: .status(403), code: .accessCredentials, exit: .credentials),
            HeadRow(fault: .noReply(.close), code: .accessEmptyReply, exit: .undecided),
            // A HEAD cannot show faults in the bytes.
            HeadRow(fault: .flipByte(at: 0), code: nil, exit: .verified),
        ])
    func headReplies(_ row: HeadRow) async throws {
        try await DepthScene.with { scene in
            let image = try scene.registry.addImage(to: "app", tag: "v1", layers: [[1, 2, 3]])
            scene.registry.on(
                RequestPattern(path: .containing("/blobs/\(image.layers[0].digest)")), row.fault)
            let run = try await scene.check("app:v1", .presence)
            #expect(run.findings.map(\.code) == [row.code].compactMap(\.self))
            #expect(run.exitCode == row.exit)
        }
    }

    /// Only a full run finds a backend that answers HEAD with 200 but fails GET.
    @Test("dist Checking if content exists: HEAD and GET agree") func aWrongHeadIsFoundAtFullDepth() async throws {
        try await DepthScene.with { scene in
            let image = try scene.registry.addImage(to: "app", tag: "v1", layers: [[1, 2, 3]])
            scene.registry.on(.blob(image.layers[0].digest), .status(404))
            #expect(try await scene.check("app:v1", .presence).verdict == .unproven)
            #expect(try await scene.check("app:v1", .full).findings.map(\.code) == [.absenceBlob])
        }
    }

    @Test func aPlanKnowsItsDepth() async throws {
        try await DepthScene.with { scene in
            try scene.registry.addImage(to: "app", tag: "v1", layers: [[1, 2, 3]])
            for depth in Depth.allCases {
                let run = try await scene.plan("app:v1", depth)
                #expect(run.policy.depth == depth)
                #expect(run.exitCode == .verified)
                #expect(run.totals.planned == (depth == .manifest ? 0 : 2))
                #expect(run.totals.notAsked == (depth == .manifest ? 2 : 0))
            }
            #expect(scene.registry.requests(.blobs).isEmpty)
        }
    }

    // MARK: unpack

    @Test(
        "img Image Layer Filesystem Changeset, Layer media types: layers of every type are verified alike",
        arguments: [MediaType.ociLayer, .ociLayerGzip, .ociLayerZstd, .dockerLayerGzip])
    func aGoodLayerUnpacks(_ type: MediaType) async throws {
        try await DepthScene.with { scene in
            let tar = TarBytes.archive("hello")
            let packed = try await TarBytes.packed(tar, as: type)
            let image = try scene.image([.init(bytes: packed, type: type, unpacked: tar)])
            let run = try await scene.check("app:v1", .unpack)
            #expect(run.verdict == .verified, "\(run.findings.map(\.seen))")
            #expect(run.totals.unpacked == 1)
            let proof = try #require(try await scene.proof(of: image.layers[0], "app"))
            #expect(proof.diffID == (try ScriptedRegistry.sha256(of: tar)))
        }
    }

    struct UnpackRow: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let layer: @Sendable () async throws -> LayerContent
        var config: @Sendable ([Digest]) -> String = TarBytes.config
        let code: FindingCode
        var exit = ExitCode.refused
        let seen: String
    }

    private static let good: @Sendable () async throws -> LayerContent = {
        let tar = TarBytes.archive("hello")
        return LayerContent(
            bytes: try await TarBytes.packed(tar, as: .ociLayerGzip), type: .ociLayerGzip, unpacked: tar)
    }

    static let unpackRows = [
        UnpackRow(
            testDescription: "intact by its digest, and another layer than the configuration says",
            layer: {
                var layer = try await good()
                layer.unpacked = TarBytes.archive("other")
                return layer
            }, code: .contentDiffID, seen: "layer 1 of 1 (sha256:"),
        UnpackRow(
            testDescription: "not gzip, though its media type says so",
            layer: {
                let text = [UInt8](repeating: 65, count: 2000)
                return LayerContent(bytes: text, type: .ociLayerGzip, unpacked: text)
            },
            code: .contentUnpack, seen: "the bytes match the digest, but cannot be unpacked: it is not gzip"),
        UnpackRow(
            testDescription: "gzip, though its media type says that it is not packed",
            layer: {
                var layer = try await good()
                layer.type = .ociLayer
                return layer
            }, code: .contentTar,
            seen: "cannot be unpacked: the tar archive is truncated"),
        UnpackRow(
            testDescription: "cut before it was pushed",
            layer: {
                var layer = try await good()
                layer.bytes.removeLast(4)
                return layer
            }, code: .contentUnpack, seen: "it is truncated inside a gzip member"),
        UnpackRow(
            testDescription: "no archive",
            layer: {
                let text = [UInt8](repeating: 65, count: 2000)
                return LayerContent(
                    bytes: try await TarBytes.packed(text, as: .ociLayerZstd), type: .ociLayerZstd, unpacked: text)
            }, code: .contentTar, seen: "a tar header has a wrong checksum, at byte 0 of the unpacked archive"),
        UnpackRow(
            testDescription: "fewer diff_ids than layers", layer: good, config: { _ in TarBytes.config([]) },
            code: .contentConfig, seen: "has 0 diff_ids, but the manifest has 1 layers"),
        UnpackRow(
            testDescription: "a configuration of another type (image-spec, config, rootfs.type)", layer: good,
            config: { TarBytes.config($0).replacing("layers", with: "snapshots") },
            code: .contentConfig, seen: #"rootfs.type: "snapshots", expected "layers""#),
        UnpackRow(
            testDescription: "a configuration that is no JSON", layer: good, config: { _ in "<html>" },
            code: .contentConfig, seen: "the configuration is not JSON"),
        UnpackRow(
            testDescription: "a configuration without layers", layer: good, config: { _ in "{}" },
            code: .contentConfig, seen: "rootfs is missing"),
        UnpackRow(
            testDescription: "a configuration of no end", layer: good,
            config: { TarBytes.config($0) + String(repeating: " ", count: 5 << 20) },
            code: .contentConfig, exit: .undecided, seen: "larger than 4194304 bytes and was not read"),
        UnpackRow(
            testDescription: "a diff_id that is not computed", layer: good,
            config: { _ in
                #"{"rootfs":{"type":"layers","diff_ids":["sha512:\#(String(repeating: "0", count: 128))"]}}"#
            },
            code: .contentDiffID, exit: .undecided, seen: "which cannot be computed here"),
    ]

    @Test(
        "img Image Configuration, rootfs: rootfs.type is layers, and diff_ids are as many as the layers",
        arguments: unpackRows)
    func anImageThatDoesNotUnpackIsRefused(_ row: UnpackRow) async throws {
        try await DepthScene.with { scene in
            let layer = try await row.layer()
            let image = try scene.image([layer], config: row.config)
            let run = try await scene.check("app:v1", .unpack)
            let finding = try #require(run.findings.first)
            #expect(run.findings.count == 1)
            #expect(finding.code == row.code)
            #expect(finding.code.family == .content)
            #expect(finding.seen.contains(row.seen), "\(finding.seen)")
            #expect(run.exitCode == row.exit)
            #expect(run.faultRecords.count == 1)
            // The bytes are right, so a second read would show the same.
            #expect(scene.registry.requests(.blob(image.layers[0].digest)).count == 1)
            // Faults of the configuration itself show at full depth too; those of unpacked layers do not.
            let byItself = row.code == .contentConfig && row.exit == .refused
            #expect(try await scene.check("app:v1", .full).verdict == (byItself ? .refused : .verified))
            // A proof at full depth does not heal it.
            #expect(try await scene.check("app:v1", .unpack).exitCode == row.exit)
        }
    }

    @Test("img Descriptors, Verification: bytes are hashed before they are processed")
    func damageOnTheWayIsWrongBytesAndSaysWhere() async throws {
        try await DepthScene.with { scene in
            let image = try scene.image([try await Self.good()])
            scene.registry.on(.blob(image.layers[0].digest), .flipByte(at: 40))
            let run = try await scene.check("app:v1", .unpack)
            let finding = try #require(run.findings.first)
            #expect(finding.code == .contentDigest)
            #expect(finding.seen.contains(", damaged at or before byte "), "\(finding.seen)")
            let pulls = scene.registry.requests(.blob(image.layers[0].digest)).filter { $0.header("range") == nil }
            #expect(pulls.count == 2)
        }
    }

    @Test("img Image Index, Image Manifest: an unknown media type is not an error") func otherBlobsAreHashedOnly()
        async throws
    {
        try await DepthScene.with { scene in
            let tar = TarBytes.archive("hello")
            let image = try scene.image([
                .init(bytes: tar, type: .ociLayer, unpacked: tar),
                .init(bytes: [1, 2, 3], type: MediaType("application/vnd.in-toto+json"), unpacked: [9]),
                .init(bytes: [4, 5], type: .ociForeignLayerGzip, unpacked: [9]),
            ])
            let run = try await scene.check("app:v1", .unpack)
            #expect(run.verdict == .verified, "\(run.findings.map(\.seen))")
            #expect(run.totals.unpacked == 1)
            #expect(run.totals.verified == 5)
            #expect(try await scene.proof(of: image.layers[1], "app")?.diffID == nil)
        }
    }

    /// A configuration of unknown type must not be parsed (image-spec, Image Manifest, config).
    @Test("img Image Manifest, config: a configuration of unknown type is not parsed")
    func anArtifactsConfigurationIsNotRead() async throws {
        try await DepthScene.with { scene in
            let tar = TarBytes.archive("hello")
            try scene.image(
                [.init(bytes: tar, type: .ociLayer, unpacked: tar)], config: { _ in "not json" },
                configType: MediaType("application/vnd.example.config"))
            #expect(try await scene.check("app:v1", .unpack).verdict == .verified)
        }
    }

    @Test func onlyProofsWithUnpackingAreReusedAtDepthUnpack() async throws {
        try await DepthScene.with { scene in
            let image = try scene.image([try await Self.good()])
            let layer = RequestPattern.blob(image.layers[0].digest)
            #expect(try await scene.check("app:v1", .full).totals.reusedBlobs == 0)
            #expect(scene.registry.requests(layer).count == 1)
            #expect(try await scene.check("app:v1", .unpack).totals.unpacked == 1)
            #expect(scene.registry.requests(layer).count == 2)

            let again = try await scene.check("app:v1", .unpack)
            #expect(again.verdict == .verified)
            #expect(again.totals.reusedBlobs == 1)
            #expect(again.totals.unpacked == 1)
            #expect(scene.registry.requests(layer).count == 2)
            // The configuration is read again, like a manifest.
            #expect(scene.registry.requests(.blob(image.config.digest)).count == 3)
            #expect(try await scene.check("app:v1", .full).totals.reusedBlobs == 2)
        }
    }

    @Test func contentBuiltWrongIsPulledFromEveryBackend() async throws {
        try await DepthScene.with(backends: 3) { scene in
            try scene.image([
                .init(
                    bytes: Array(repeating: 0x41, count: 1024), type: .ociLayerGzip, unpacked: TarBytes.archive("a"))
            ])
            let run = try await scene.check("app:v1", .unpack)
            #expect(run.findings.map(\.code) == [.contentUnpack, .contentUnpack, .contentUnpack])
            let fault = try #require(run.faultRecords.first)
            #expect(run.faultRecords.count == 1)
            #expect(fault.scope == .allAlike)
        }
    }
}
