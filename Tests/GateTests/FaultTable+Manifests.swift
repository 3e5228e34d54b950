import Foundation
import OCI
import Record
import Support
import Transfer

@testable import Gate

extension FaultTable {
    /// A configuration type that is not parsed, so its layers are not counted.
    private static let opaque = "application/vnd.example.config.v1+json"
    private static let zeros = String(repeating: "0", count: 64)
    private static let config = #"{"mediaType":"\#(MediaType.ociConfig)","digest":"sha256:\#(zeros)","size":2}"#

    private static func layer(_ fields: String) -> String {
        FaultBench.manifest(config: config, layers: #"{"mediaType":"\#(MediaType.ociLayer)",\#(fields)}"#)
    }

    /// Manifests that are invalid, or are not the requested ones (dist, Pulling manifests; img).
    static let manifests: [FaultRow] = [
        .digest("a flipped manifest", .refused, .contentDigest, exit: 1, tries: 2, .flipByte(at: 30)),
        .digest("a page for a manifest", .refused, .contentDigest, exit: 1, tries: 2, .html),
        .digest("no byte for a manifest", .refused, .contentDigest, exit: 1, tries: 2, .emptyBody),
        .digest("a cut manifest", .refused, .contentDigest, exit: 1, tries: 2, .truncated(to: 40)),
        .digest("a manifest with more after it", .refused, .contentDigest, exit: 1, tries: 2, .extended(by: [0x20])),
        .digest(
            "a manifest by digest of another Content-Type", .verified, .contentMediaType, exit: 0, tries: 1,
            .header("Content-Type", "text/plain")
        ).changing { $0.reported = true },
        .digest(
            "a manifest by digest with a wrong Docker-Content-Digest", .verified, .contentHeader, exit: 0, tries: 1,
            .contentDigest("sha256:\(zeros)")
        ).changing { $0.reported = true },
        .digest(
            "a manifest by digest with Content-Encoding: gzip", .refused, .contentEncoded, exit: 1, tries: 2,
            .header("Content-Encoding", "gzip")),
        .digest(
            "a signed manifest of schema 1 by digest", .undecided, .accessSchema1, exit: 69, tries: 1,
            .content(Array(#"{"schemaVersion":1,"signatures":[]}"#.utf8)),
            .header("Content-Type", MediaType.dockerSchema1Signed.description)),
        .digest(
            "a manifest over 8 MiB", .refused, .contentManifestLimit, exit: 1, tries: 1,
            .extended(by: [UInt8](repeating: 0x20, count: 8 << 20))),
        .digest(
            "a broken transfer of a manifest", .undecided, .accessTruncated, exit: 75, tries: 3,
            .breakOff(at: 9, .close)),
        .tag(
            "a tag that leads to a manifest over 8 MiB", .refused, .contentManifestLimit, exit: 1, tries: 1,
            .extended(by: [UInt8](repeating: 0x20, count: 8 << 20))),
        .tag("a tag that leads to a page", .refused, .contentManifest, exit: 1, tries: 2, .html),
        .tag("a tag that leads to nothing", .refused, .contentManifest, exit: 1, tries: 2, .emptyBody),
        .tag("a tag that leads to a cut manifest", .refused, .contentManifest, exit: 1, tries: 2, .truncated(to: 60)),
        // containerd takes the type from HEAD, and the kind is what matters.
        .tag(
            "a tag whose GET has another Content-Type", .verified, nil, exit: 0, tries: 1,
            .header("Content-Type", "text/plain")),
        .headOfTag(
            "a tag whose HEAD has the Content-Type of the other format", .verified, nil, exit: 0, tries: 1,
            .header("Content-Type", MediaType.dockerManifest.description)),
        .headOfTag(
            "a tag whose HEAD has the Content-Type of an index", .refused, .contentMediaType, exit: 1, tries: 2,
            .header("Content-Type", MediaType.ociIndex.description)),
        .headOfTag(
            "a tag whose HEAD has a generic Content-Type", .refused, .contentMediaType, exit: 1, tries: 2,
            .header("Content-Type", "application/octet-stream")),
        .headOfTag(
            "a tag whose HEAD has no Content-Type", .refused, .contentMediaType, exit: 1, tries: 2,
            .header("Content-Type", nil)),
        .headOfTag(
            "a tag whose HEAD has a Content-Type in capitals", .refused, .contentMediaType, exit: 1, tries: 2,
            .header("Content-Type", MediaType.ociManifest.description.uppercased())),
        .headOfTag(
            "a tag whose HEAD has a Content-Type with a parameter", .verified, nil, exit: 0, tries: 1,
            .header("Content-Type", MediaType.ociManifest.description + "; charset=utf-8")),
        .headOfTag("a tag whose HEAD is 405", .verified, nil, exit: 0, tries: 1, .status(405)),
        FaultRow(
            name: "a tag whose HEAD is 405, GET with a generic Content-Type", verdict: .refused,
            code: .contentMediaType, exit: 1, tries: 2
        ) {
            $0.bad.on(RequestPattern(method: "HEAD", path: .exactly("/v2/app/manifests/v1")), .status(405))
            $0.bad.on($0.tagged, .header("Content-Type", "application/json"))
        },
        .headOfDigest(
            "HEAD by digest with the Content-Type of an index", .refused, .contentMediaType, exit: 1,
            .header("Content-Type", MediaType.ociIndex.description)),
        .headOfDigest(
            "HEAD by digest with a generic Content-Type", .refused, .contentMediaType, exit: 1,
            .header("Content-Type", "application/octet-stream")),
        .headOfDigest(
            "HEAD by digest with a wrong length", .refused, .contentHeader, exit: 1, .header("Content-Length", "7")),
        .headOfDigest("HEAD by digest is 404", .refused, .absenceManifest, exit: 1, .status(404)),
        .headOfDigest("HEAD by digest is 405", .verified, nil, exit: 0, .status(405)),
        .tag(
            "a tag whose manifest is changed", .refused, .contentHeader, exit: 1, tries: 2, .extended(by: [0x20])),
        FaultRow(
            name: "a tag whose manifest is changed, no Docker-Content-Digest", verdict: .refused,
            code: .absenceManifest,
            exit: 1, tries: 2
        ) {
            $0.bad.on(
                RequestPattern(path: .exactly("/v2/app/manifests/v1")), .extended(by: [0x20]),
                .header("Docker-Content-Digest", nil))
        }.changing { $0.diverges = true },
        .tag(
            "not UTF-8", .refused, .contentManifest, exit: 1, tries: 2,
            .content(Array(#"{"schemaVersion":2,"x":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8))),
        .text("duplicate keys", .contentManifest, #"{"schemaVersion":2,"layers":[],"layers":[],"config":\#(config)}"#),
        .text(
            "keys that differ in spelling only", .contentManifest,
            #"{"schemaVersion":2,"l\u0061yers":[],"layers":[],"config":\#(config)}"#),
        .text("nested deeply", .contentManifest, String(repeating: #"{"a":["#, count: 100_000)),
        .text("a list in place of an object", .contentManifest, "[1,2,3]"),
        .text("null", .contentManifest, "null"),
        .text("no schemaVersion", .contentManifest, #"{"config":\#(config),"layers":[]}"#),
        .tag(
            "schema 1", .undecided, .accessSchema1, exit: 69, tries: 1,
            .content(Array(#"{"schemaVersion":1,"name":"app","tag":"v1","fsLayers":[],"history":[]}"#.utf8))),
        .tag(
            "a tag with a wrong Docker-Content-Digest, good bytes", .refused, .contentHeader, exit: 1, tries: 2,
            .contentDigest("sha256:\(zeros)")),
        .text(
            "layers and manifests", .contentManifest,
            #"{"schemaVersion":2,"config":\#(config),"layers":[],"manifests":[]}"#),
        .text("no configuration", .contentManifest, #"{"schemaVersion":2,"layers":[]}"#),
        .text("a negative size", .contentManifest, layer(#""digest":"sha256:\#(zeros)","size":-1"#)),
        .text("a size as a text", .contentManifest, layer(#""digest":"sha256:\#(zeros)","size":"5""#)),
        .text("a size that is no integer", .contentManifest, layer(#""digest":"sha256:\#(zeros)","size":5.5"#)),
        .text(
            "a size beyond 64 bits", .contentManifest,
            layer(#""digest":"sha256:\#(zeros)","size":99999999999999999999"#)),
        .text("no size", .contentManifest, layer(#""digest":"sha256:\#(zeros)""#)),
        .text(
            "a digest in upper case", .contentManifest,
            layer(#""digest":"sha256:\#(String(repeating: "A", count: 64))","size":5"#)),
        .text("a digest that is a path", .contentManifest, layer(#""digest":"sha256:../../etc","size":5"#)),
        .text("escape sequences in a field", .contentManifest, layer(#""digest":"sha256:\u001b[31m","size":5"#)),
        FaultRow(name: "a layer of a known SHA-512", verdict: .verified, code: nil, exit: 0, tries: 1) { _ in
        }.changing { $0.prepare = { try pushLayer(named: sha512(bytes(8)), on: $0) } },
        FaultRow(
            name: "a layer of a known SHA-512, flipped", verdict: .refused, code: .contentDigest, exit: 1, tries: 2
        ) {
            $0.bad.on(.blob(try sha512(bytes(8))), .flipByte(at: 8))
        }.changing { $0.prepare = { try pushLayer(named: sha512(bytes(8)), on: $0) } },
        FaultRow(
            name: "a layer of an unknown algorithm", verdict: .undecided, code: .accessAlgorithm, exit: 69, tries: 1
        ) { _ in
        }.changing {
            $0.diverges = true
            $0.prepare = { bench in
                try pushLayer(named: Digest(parsing: "blake3:\(zeros)"), on: bench, everywhere: false)
            }
        },
        FaultRow(name: "a size that the layer has not", verdict: .refused, code: .contentSize, exit: 1, tries: 2) { _ in
        }.changing {
            $0.diverges = true
            $0.prepare = { bench in
                let config = bench.image.config
                try bench.push(
                    FaultBench.manifest(
                        config: FaultBench.descriptor(opaque, config.digest, size: Int(config.size)),
                        layers: FaultBench.descriptor("\(MediaType.ociLayer)", bench.layer, size: 6000)),
                    as: .ociManifest, everywhere: false)
            }
        },
    ]

    /// Embedded content and foreign layers.
    static let descriptors: [FaultRow] = [
        FaultRow(name: "embedded data", verdict: .verified, code: nil, exit: 0, tries: 1) { _ in
        }.changing { $0.prepare = { try pushLayer(on: $0, [embedded(bytes(1))], everywhere: true) } },
        FaultRow(name: "embedded data of other bytes", verdict: .refused, code: .contentEmbedded, exit: 1, tries: 1) {
            _ in
        }.changing {
            $0.diverges = true
            $0.prepare = { try pushLayer(on: $0, [embedded(bytes(3))]) }
        },
        FaultRow(name: "embedded data that is cut", verdict: .refused, code: .contentEmbedded, exit: 1, tries: 1) {
            _ in
        }.changing {
            $0.diverges = true
            $0.prepare = { try pushLayer(on: $0, [embedded(Array(bytes(1).dropLast()))]) }
        },
        FaultRow(
            name: "embedded data of a layer that is flipped", verdict: .refused, code: .contentDigest, exit: 1, tries: 2
        ) {
            $0.bad.on(.blob($0.layer), .flipByte(at: 1))
        }.changing { $0.prepare = { try pushLayer(on: $0, [embedded(bytes(1))], everywhere: true) } },
        FaultRow(name: "a foreign layer that is there", verdict: .verified, code: nil, exit: 0, tries: 1) { _ in
        }.changing { $0.prepare = { try pushLayer(on: $0, [foreign], everywhere: true) } },
        FaultRow(
            name: "a foreign layer that is flipped", verdict: .refused, code: .contentDigest, exit: 1, tries: 2
        ) {
            $0.bad.on(.blob($0.layer), .flipByte(at: 1))
        }.changing { $0.prepare = { try pushLayer(on: $0, [foreign], everywhere: true) } },
        FaultRow(
            name: "a foreign layer that is elsewhere", verdict: .undecided, code: .accessForeign, exit: 69, tries: 2
        ) {
            $0.bad.on(.blob($0.layer), .status(404))
        }.changing { $0.prepare = { try pushLayer(on: $0, [foreign], everywhere: true) } },
        FaultRow(
            name: "a foreign layer without a URL", verdict: .refused, code: .absenceBlob, exit: 1, tries: 2
        ) {
            $0.bad.on(.blob($0.layer), .status(404))
        }.changing {
            $0.prepare = { try pushLayer(on: $0, [#""mediaType":"\#(MediaType.ociForeignLayer)""#], everywhere: true) }
        },
        FaultRow(
            name: "a layer with a URL, at depth presence", verdict: .undecided, code: .accessForeign, exit: 69, tries: 2
        ) {
            $0.bad.on(RequestPattern(method: "HEAD", path: .containing("/blobs/\($0.layer)")), .status(404))
        }.changing {
            $0.depth = .presence
            $0.prepare = { try pushLayer(on: $0, [layerType, url], everywhere: true) }
        },
    ]

    private static let layerType = #""mediaType":"\#(MediaType.ociLayer)""#
    private static let url = #""urls":["ftp://user:secret@elsewhere.test/layer?sig=secret"]"#
    private static let foreign = #""mediaType":"\#(MediaType.ociForeignLayer)",\#(url)"#

    private static func embedded(_ bytes: [UInt8]) -> String {
        #"\#(layerType),"data":"\#(Data(bytes).base64EncodedString())""#
    }

    /// Points the tag at an image with the first layer, with these fields in its descriptor.
    private static func pushLayer(on bench: FaultBench, _ fields: [String], everywhere: Bool = false) throws {
        let list = (fields + [#""digest":"\#(bench.layer)""#, #""size":5000"#]).joined(separator: ",")
        let text = Array(
            #"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":["\#(bench.layer)"]}}"#.utf8)
        for registry in bench.scene.registries { try registry.addBlob(text, to: "app") }
        try bench.push(
            FaultBench.manifest(
                config: FaultBench.descriptor(
                    "\(MediaType.ociConfig)", try ScriptedRegistry.sha256(of: text), size: text.count),
                layers: "{\(list)}"),
            as: .ociManifest, everywhere: everywhere)
    }

    private static func sha512(_ bytes: [UInt8]) throws -> Digest { try digest(bytes, .sha512) }

    private static func digest(_ bytes: [UInt8], _ algorithm: Digest.Algorithm) throws -> Digest {
        guard let digest = Digest(algorithm, hash: StreamingHash.hash(bytes, with: .sha512)) else {
            throw CocoaError(.coderInvalidValue)
        }
        return digest
    }

    private static func pushLayer(named digest: Digest, on bench: FaultBench, everywhere: Bool = true) throws {
        let config = bench.image.config
        for registry in bench.scene.registries { try registry.addBlob(bytes(8), to: "app", as: digest) }
        try bench.push(
            FaultBench.manifest(
                config: FaultBench.descriptor(opaque, config.digest, size: Int(config.size)),
                layers: FaultBench.descriptor("\(MediaType.ociLayer)", digest, size: 5000)),
            as: .ociManifest, everywhere: everywhere)
    }

    /// Indexes (img, image-index).
    static let indexes: [FaultRow] = [
        indexed("an empty index", .refused, .absencePlatform, exit: 1, tries: 0) { bench in
            try bench.push(FaultBench.index([]), as: .ociIndex, everywhere: false)
        },
        indexed("an index of a missing manifest", .refused, .absenceManifest, exit: 1, tries: 2) { bench in
            let gone = try ScriptedRegistry.sha256(of: bytes(77))
            try bench.push(
                FaultBench.index([FaultBench.descriptor("\(MediaType.ociManifest)", gone, size: 9)]), as: .ociIndex,
                everywhere: false)
        },
        indexed("an index with a wrong size of its child", .refused, .contentSize, exit: 1, tries: 2) { bench in
            let child = bench.image.manifest
            try bench.push(
                FaultBench.index([FaultBench.descriptor("\(child.mediaType)", child.digest, size: Int(child.size) - 1)]
                ),
                as: .ociIndex, everywhere: false)
        },
        indexed("indexes nested too deep", .undecided, .accessIndexDepth, exit: 69, tries: 1) { bench in
            var child = bench.image.manifest
            for _ in 0..<7 { child = try bench.bad.addIndex(of: [child], to: "app", tag: "v1") }
        },
        indexed("an index of 1001 manifests", .undecided, .accessIndexWidth, exit: 69, tries: 1) { bench in
            try bench.push(FaultBench.index(try many(1001)), as: .ociIndex, everywhere: false)
        },
        indexed("an index of just as many manifests as are followed", .verified, nil, exit: 0, tries: 1) { bench in
            for registry in bench.scene.registries {
                try registry.addManifest(thing(0), mediaType: thingType, to: "app")
            }
            try pushIndex(on: bench, listing: [child(of: bench)] + many(1))
        }.changing {
            $0.diverges = false
            $0.indexLimits.entries = 2
            $0.indexLimits.entriesOfImage = 2
        },
        // The second of two indexes exceeds the limit, which is three here; the manifests of the first are still proven.
        indexed("indexes of too many manifests in all", .undecided, .accessIndexWidth, exit: 69, tries: 1) { bench in
            let first = try bench.bad.addIndex(of: [bench.image.manifest], to: "app")
            let lines = try [child(of: bench)] + many(1)
            try bench.bad.addManifest(
                Array(FaultBench.index(lines).utf8), mediaType: .ociIndex, to: "app")
            let second = Array(FaultBench.index(lines).utf8)
            let inner = FaultBench.descriptor(
                "\(MediaType.ociIndex)", try ScriptedRegistry.sha256(of: second), size: second.count)
            let outer = FaultBench.descriptor("\(MediaType.ociIndex)", first.digest, size: Int(first.size))
            try bench.push(FaultBench.index([outer, inner]), as: .ociIndex, everywhere: false)
        }.changing { $0.indexLimits.entriesOfImage = 3 },
        FaultRow(
            name: "an index that is sent as its own child", verdict: .refused, code: .contentSize, exit: 1, tries: 2
        ) { bench in
            let child = bench.image.manifest
            let text = FaultBench.index([Self.child(of: bench)])
            bench.bad.on(.manifest(.digest(child.digest)), .content(Array(text.utf8)))
        }.changing { $0.prepare = { try pushIndex(on: $0) } },
        FaultRow(name: "an index with a flipped child", verdict: .refused, code: .contentDigest, exit: 1, tries: 2) {
            $0.bad.on(.manifest(.digest($0.image.manifest.digest)), .flipByte(at: 2))
        }.changing { $0.prepare = { try pushIndex(on: $0) } },
        indexed("an index of nothing but an unknown type", .refused, .absencePlatform, exit: 1, tries: 0) { bench in
            try pushIndex(on: bench, listing: [unknown(on: bench)], everywhere: false)
        },
        FaultRow(
            name: "an index with an entry of an unknown type for a platform", verdict: .refused, code: .absencePlatform,
            exit: 1, tries: 0
        ) { _ in
        }.changing {
            $0.diverges = true
            $0.prepare = { bench in
                let entry = try unknown(on: bench).dropLast() + #","platform":{"os":"linux","architecture":"arm64"}}"#
                try pushIndex(on: bench, listing: [child(of: bench), String(entry)], everywhere: false)
            }
        },
        indexed("an index that lists a manifest as an index", .refused, .contentMediaType, exit: 1, tries: 1) { bench in
            let child = bench.image.manifest
            let entry = FaultBench.descriptor("\(MediaType.ociIndex)", child.digest, size: Int(child.size))
            try pushIndex(on: bench, listing: [entry], everywhere: false)
        },
        FaultRow(name: "an index with a child of an unknown type", verdict: .verified, code: nil, exit: 0, tries: 1) {
            _ in
        }.changing { $0.prepare = { try pushIndex(on: $0, listing: [child(of: $0), unknown(on: $0)]) } },
        FaultRow(
            name: "an index with a flipped child of an unknown type", verdict: .refused, code: .contentDigest, exit: 1,
            tries: 2
        ) {
            $0.bad.on(.manifest(.digest(try ScriptedRegistry.sha256(of: thing))), .flipByte(at: 2))
        }.changing { $0.prepare = { try pushIndex(on: $0, listing: [child(of: $0), unknown(on: $0)]) } },
    ]

    private static let thing = Array(#"{"anything":"at all"}"#.utf8)
    private static let thingType = MediaType("application/vnd.example.thing+json")

    private static func thing(_ number: Int) -> [UInt8] { Array(#"{"anything":\#(number)}"#.utf8) }

    /// This many descriptors.
    private static func many(_ count: Int) throws -> [String] {
        try (0..<count).map { number in
            let bytes = thing(number)
            return FaultBench.descriptor(
                "\(thingType)", try ScriptedRegistry.sha256(of: bytes), size: bytes.count)
        }
    }

    private static func unknown(on bench: FaultBench) throws -> String {
        for registry in bench.scene.registries {
            try registry.addManifest(thing, mediaType: thingType, to: "app")
        }
        return FaultBench.descriptor("\(thingType)", try ScriptedRegistry.sha256(of: thing), size: thing.count)
    }

    private static func child(of bench: FaultBench) -> String {
        let child = bench.image.manifest
        return FaultBench.descriptor("\(child.mediaType)", child.digest, size: Int(child.size))
    }

    private static func pushIndex(on bench: FaultBench, listing: [String]? = nil, everywhere: Bool = true) throws {
        try bench.push(FaultBench.index(listing ?? [child(of: bench)]), as: .ociIndex, everywhere: everywhere)
    }

    /// A tag that leads to an index, on `bad` alone.
    private static func indexed(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int,
        _ prepare: @escaping @Sendable (FaultBench) throws -> Void
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: tries) { _ in
        }.changing {
            $0.diverges = true
            $0.prepare = prepare
        }
    }
}
