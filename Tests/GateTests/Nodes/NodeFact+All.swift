import Foundation
import OCI
import Support

@testable import Gate

extension NodeFact {
    static let all = tags + types + indexes + manifests + layers

    private static let tags: [NodeFact] = [
        .plain("GET of the tag is 500", "+-+", "GET", .status(500)),
        .plain("GET of the tag is 404", "+-+", "GET", .status(404)),
        .plain("HEAD of the tag is 404", "-++", "HEAD", .status(404)),
        .plain("HEAD of the tag is 405", "+++", "HEAD", .status(405)),
        .plain("HEAD of the tag is 403", "-++", "HEAD", .status(403)),
        .plain("HEAD of the tag is 500", "-++", "HEAD", .status(500)),
        .plain("HEAD of the tag has no digest", "+++", "HEAD", .header("Docker-Content-Digest", nil)),
        .plain("HEAD of the tag has no length", "++-", "HEAD", .header("Content-Length", nil)),
        .plain("HEAD of the tag names no digest", "-+-", "HEAD", .header("Docker-Content-Digest", "x")),
        NodeFact("HEAD of the tag names another image", "-++") { registry in
            let other = try registry.addImage(to: "app", layers: [bytes(2)])
            try registry.addImage(to: "app", tag: "v1", layers: [bytes(1)])
            registry.on(
                RequestPattern(method: "HEAD", path: .exactly("/v2/app/manifests/v1")),
                .contentDigest(other.manifest.digest.description))
            return tagged
        },
        .digest("HEAD of the digest is 404", "-++", .status(404)),
        .digest("HEAD of the digest has another length", "-++", .header("Content-Length", "7")),
        .digest(
            "HEAD of the digest names another one", "+++", .contentDigest("sha256:" + String(repeating: "0", count: 64))
        ),
        NodeFact("the API root is 404", "+-+") { registry in
            try registry.addImage(to: "app", tag: "v1", layers: [bytes(1)])
            registry.on(RequestPattern(path: .exactly("/v2/")), .status(404))
            return tagged
        },
        NodeFact("only requests ask for a login", "+--") { registry in
            try registry.addImage(to: "app", tag: "v1", layers: [bytes(1)])
            let challenge = #"Bearer realm="\#(registry.url)/token",service="s""#
            registry.on(
                RequestPattern(path: .containing("/v2/app/")).lacking("Authorization", "Bearer good"),
                .status(401, headers: [HeaderField("WWW-Authenticate", challenge)], body: "{}"))
            registry.on(
                .token,
                .status(200, headers: [HeaderField("Content-Type", "application/json")], body: #"{"token":"good"}"#))
            return tagged
        },
        NodeFact("the API root is 401", "+++") { registry in
            try registry.addImage(to: "app", tag: "v1", layers: [bytes(1)])
            registry.on(RequestPattern(path: .exactly("/v2/")), .status(401))
            return tagged
        },
    ]

    private static let types: [NodeFact] = [
        .plain(
            "HEAD of the tag has a generic type", "-++", "HEAD", .header("Content-Type", "application/octet-stream")),
        .plain("HEAD of the tag has no type", "-+-", "HEAD", .header("Content-Type", nil)),
        .plain("GET of the tag has a generic type", "+-+", "GET", .header("Content-Type", "application/json")),
        .plain(
            "GET of the tag has Docker's type", "+-+", "GET", .header("Content-Type", "\(MediaType.dockerManifest)")),
        .plain("both have a generic type", "--+", nil, .header("Content-Type", "application/json")),
        NodeFact("every GET has a generic type", "+--") { registry in
            try registry.addImage(to: "app", tag: "v1", layers: [bytes(1)])
            registry.on(
                RequestPattern(method: "GET", path: .containing("/manifests/")),
                .header("Content-Type", "application/json"))
            return tagged
        },
        NodeFact("the manifest in an index has no type", "+--") { registry in
            let image = try registry.addImage(to: "app", layers: [bytes(1)])
            try registry.addIndex(of: [image.manifest], to: "app", tag: "v1")
            registry.on(.manifest(.digest(image.manifest.digest)), .header("Content-Type", nil))
            return tagged
        },
        .digest("a digest with a generic type", "---", .header("Content-Type", "text/plain"), method: nil),
        .digest(
            "a digest with the type of an index", "---", .header("Content-Type", "\(MediaType.ociIndex)"), method: nil),
        .digest(
            "a digest with Docker's type", "+--", .header("Content-Type", "\(MediaType.dockerManifest)"), method: nil),
    ]

    private static let indexes: [NodeFact] = [
        .index("two entries, the second bad", "-++", .amd64(), .amd64(.badLayer)),
        .index("two entries, the first bad", "---", .amd64(.badLayer), .amd64()),
        .index(
            "two entries, the second with Zstandard and bad", "--+", .amd64(),
            .amd64(.badLayer, more: #","annotations":{"io.github.containers.compression.zstd":"true"}"#)),
        .index(
            "two entries, the first bad, the second with Zstandard", "-+-", .amd64(.badLayer),
            .amd64(more: #","annotations":{"io.github.containers.compression.zstd":"true"}"#)),
        .index("a newer CPU first and bad", "++-", Entry(variant("amd64", "v3"), .badLayer), .amd64()),
        // docker takes it if the CPU can, which is not known here.
        .index("a newer CPU only", "---", Entry(variant("amd64", "v3"))),
        .index("an entry that states the first variant", "+-+", Entry(variant("amd64", "v1"))),
        .index(
            "arm v5 bad, v7 good", "+++", platforms: ["linux/arm"],
            Entry(variant("arm", "v5"), config: "linux/arm", .badLayer),
            Entry(variant("arm", "v7"), config: "linux/arm")),
        .index("arm v6 only", "-++", platforms: ["linux/arm"], Entry(variant("arm", "v6"), config: "linux/arm")),
        .index("386 only", "--+", Entry(platform("386"), config: "linux/386")),
        .index("386 bad, next to it", "+++", Entry(platform("386"), config: "linux/386", .badLayer), .amd64()),
        .index("no platform, for another architecture", "-++", Entry(nil, config: "linux/arm64")),
        .index("no platform, for this one", "+++", Entry(nil)),
        .index("no platform and bad, next to a right one", "-++", Entry(nil, .badLayer), .amd64()),
        .index("an empty platform", "--+", Entry("{}")),
        .index("an architecture alone", "+-+", Entry(#"{"architecture":"amd64"}"#)),
        .index("an operating system alone", "---", Entry(#"{"os":"linux"}"#)),
        .index("another spelling", "+-+", Entry(platform("x86_64"))),
        .index("features of the system", "-+-", Entry(platform("amd64", more: #","os.features":["x"]"#))),
        .index("another version of the system", "+++", Entry(platform("amd64", more: #","os.version":"9""#))),
        .index("an unknown type", "-++", Entry(platform("amd64"), type: "application/vnd.example.image")),
        .index(
            "an unknown type with bad bytes", "---",
            Entry(platform("amd64"), .badLayer, type: "application/vnd.example.image")),
        .index("a size that is too large", "-++", Entry(platform("amd64"), adding: 1)),
        .index(
            "an absent attestation, all platforms", "+++", platforms: [], .amd64(),
            Entry(#"{"os":"unknown","architecture":"unknown"}"#, .gone)),
        .index("an absent image, all platforms", "---", platforms: [], .amd64(), Entry(platform("arm64"), .gone)),
        .index(
            "a bad attestation, all platforms", "---", platforms: [], .amd64(),
            Entry(#"{"os":"unknown","architecture":"unknown"}"#, .badLayer)),
        NodeFact("an index in an index", "+-+") { registry in
            let image = try registry.addImage(to: "app", layers: [bytes(1)])
            let inner = try registry.addIndex(of: [image.manifest], to: "app")
            let outer = FaultBench.index([inner.text(more: #","platform":\#(platform("amd64"))"#)])
            try registry.addManifest(Array(outer.utf8), mediaType: .ociIndex, to: "app", tag: "v1")
            return tagged
        },
    ]

    private static let manifests: [NodeFact] = [
        .manifest("4,300,000 bytes", "+-+") { image, _ in padded(image, 4_300_000) },
        .manifest("5 MiB", "--+") { image, _ in padded(image, 5 << 20) },
        .manifest("names in capitals", "+++") { image, _ in
            text(image).replacing("layers", with: "Layers").replacing("digest", with: "DIGEST")
        },
        .manifest("no layers", "+++") { _, registry in
            let config = Array(#"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers"}}"#.utf8)
            let digest = try registry.addBlob(config, to: "app")
            return #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":"#
                + FaultBench.descriptor("\(MediaType.ociConfig)", digest, size: config.count) + "}"
        },
        .manifest("a configuration of unknown type", "+--") { image, _ in
            FaultBench.manifest(
                config: image.config.text(type: MediaType("application/vnd.example.config+json")),
                layers: image.layers[0].text())
        },
        .manifest("a configuration of Docker's type", "+-+") { image, _ in
            FaultBench.manifest(config: image.config.text(type: .dockerConfig), layers: image.layers[0].text())
        },
        .manifest("a configuration that is declared too large", "--+") { image, _ in
            FaultBench.manifest(config: image.config.text(adding: 1), layers: image.layers[0].text())
        },
        .manifest("a configuration that is declared much too large", "--+") { image, _ in
            FaultBench.manifest(config: image.config.text(adding: 4096), layers: image.layers[0].text())
        },
        .manifest("more diff_ids than layers", "-+-") { image, registry in
            try counted(image, registry, diffIDs: 3, layers: 2)
        },
        .manifest("fewer diff_ids than layers", "---") { image, registry in
            try counted(image, registry, diffIDs: 1, layers: 2)
        },
    ]

    private static let layers: [NodeFact] = [
        .manifest("a layer that is declared too large", "-++") { image, _ in
            FaultBench.manifest(config: image.config.text(), layers: image.layers[0].text(adding: 1))
        },
        .manifest("a layer that is declared too small", "-++") { image, _ in
            FaultBench.manifest(config: image.config.text(), layers: image.layers[0].text(adding: -1))
        },
        .manifest("a layer that is declared empty", "-++") { image, _ in
            FaultBench.manifest(
                config: image.config.text(), layers: image.layers[0].text(adding: -image.layers[0].size))
        },
        .manifest("a wrong layer that is declared too small", "---") { image, registry in
            registry.on(.blob(image.layers[0].digest), .flipByte(at: 100))
            return FaultBench.manifest(config: image.config.text(), layers: image.layers[0].text(adding: -1))
        },
        .layerType("an encrypted layer", "-++", "\(MediaType.ociLayerGzip)+encrypted"),
        .layerType("an encrypted layer of Docker", "-++", "\(MediaType.dockerLayerGzip)+encrypted"),
        .layerType("a layer of an unknown OCI type", "+++", "\(MediaType.ociLayer)+example"),
        .layerType("a layer of an unknown type", "++-", "application/vnd.example.layer"),
        .layerType("a layer of another unknown type", "++-", "text/plain"),
        .layerType("a layer of a generic type", "+++", "application/octet-stream"),
        .layerType("Docker's manifest with its own layer", "+++", "\(MediaType.dockerLayerGzip)", .dockerManifest),
        .layerType("Docker's manifest with an OCI layer", "+-+", "\(MediaType.ociLayerGzip)", .dockerManifest),
        .layerType("Docker's manifest with a generic layer", "+-+", "application/octet-stream", .dockerManifest),
        .manifest("a layer in its descriptor only", "+--") { image, registry in
            registry.remove(image.layers[0].digest, from: "app")
            let data = Data(bytes(1)).base64EncodedString()
            return FaultBench.manifest(
                config: image.config.text(), layers: image.layers[0].text(more: #","data":"\#(data)""#))
        },
        .manifest("URLs without the layer, which the registry has", "+-+") { image, registry in
            withURL(image, "http://\(registry.host):\(registry.port)/v2/elsewhere/blobs/\(image.layers[0].digest)")
        },
        .manifest("URLs with wrong bytes, the registry has the layer", "--+") { image, registry in
            try registry.addBlob(bytes(1), to: "elsewhere")
            registry.on(.blob(image.layers[0].digest, of: "elsewhere"), .content(bytes(3)))
            return withURL(
                image, "http://\(registry.host):\(registry.port)/v2/elsewhere/blobs/\(image.layers[0].digest)")
        },
        .manifest("the layer at its URL only", "++-") { image, registry in
            try registry.addBlob(bytes(1), to: "elsewhere")
            registry.remove(image.layers[0].digest, from: "app")
            return withURL(
                image, "http://\(registry.host):\(registry.port)/v2/elsewhere/blobs/\(image.layers[0].digest)")
        },
        .manifest("URLs that are never asked", "+++") { image, _ in withURL(image, "ftp://elsewhere.test/layer") },
        .packed("bzip2", "-++", Array("BZh91AY&SY".utf8)),
        .packed("xz", "-+-", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00]),
        .packed("bytes like gzip", "+++", [0x1F, 0x8B, 0x08, 0x00]),
    ]

    /// An image referenced by digest, with a fault of the reply to HEAD, or to all requests.
    private static func digest(
        _ name: String, _ pulls: String, _ fault: Fault, method: String? = "HEAD"
    ) -> NodeFact {
        NodeFact(name, pulls) { registry in
            let image = try registry.addImage(to: "app", layers: [bytes(1)])
            registry.on(
                RequestPattern(method: method, path: .exactly("/v2/app/manifests/\(image.manifest.digest)")), fault)
            return "registry.test/app@\(image.manifest.digest)"
        }
    }

    /// A layer of this type, in a manifest of that type.
    private static func layerType(
        _ name: String, _ pulls: String, _ layer: String, _ manifest: MediaType = .ociManifest
    ) -> NodeFact {
        NodeFact(name, pulls) { registry in
            let image = try registry.addImage(to: "app", layers: [bytes(1)])
            let isDocker = manifest == .dockerManifest
            let text = FaultBench.manifest(
                config: image.config.text(type: isDocker ? .dockerConfig : .ociConfig),
                layers: image.layers[0].text(type: MediaType(layer))
            ).replacing(#""mediaType":"\#(MediaType.ociManifest)""#, with: #""mediaType":"\#(manifest)""#)
            try registry.addManifest(Array(text.utf8), mediaType: manifest, to: "app", tag: "v1")
            return tagged
        }
    }

    /// A layer that starts like this.
    private static func packed(_ name: String, _ pulls: String, _ opening: [UInt8]) -> NodeFact {
        NodeFact("a layer with \(name)", pulls) { registry in
            try registry.addImage(to: "app", tag: "v1", layers: [opening + bytes(1)])
            return tagged
        }
    }

    private static func variant(_ architecture: String, _ variant: String) -> String {
        platform(architecture, more: #","variant":"\#(variant)""#)
    }

    private static func text(_ image: ScriptedImage) -> String {
        FaultBench.manifest(config: image.config.text(), layers: image.layers[0].text())
    }

    private static func padded(_ image: ScriptedImage, _ count: Int) -> String {
        let plain = text(image)
        let pad = String(repeating: "x", count: count - plain.utf8.count)
        return plain.dropLast() + #","annotations":{"pad":"\#(pad)"}}"#
    }

    private static func withURL(_ image: ScriptedImage, _ url: String) -> String {
        FaultBench.manifest(
            config: image.config.text(), layers: image.layers[0].text(more: #","urls":["\#(url)"]"#))
    }

    private static func counted(
        _ image: ScriptedImage, _ registry: ScriptedRegistry, diffIDs: Int, layers: Int
    ) throws -> String {
        let list = Array(repeating: "\"\(image.layers[0].digest)\"", count: diffIDs).joined(separator: ",")
        let config = Array(
            #"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[\#(list)]}}"#.utf8)
        let digest = try registry.addBlob(config, to: "app")
        return #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":"#
            + FaultBench.descriptor("\(MediaType.ociConfig)", digest, size: config.count) + #","layers":["#
            + Array(repeating: image.layers[0].text(), count: layers).joined(separator: ",") + "]}"
    }
}
