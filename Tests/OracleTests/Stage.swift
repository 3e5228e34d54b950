import Foundation
import OCI
import Support

/// What one puller meets: registries of its own with fresh bytes, and what it is configured to do.
///
/// Clients keep what they pulled, and a script counts requests, so no two pullers share a stage.
struct Stage: Sendable {
    /// The registry of the reference.
    let registry: ScriptedRegistry
    /// A second server: object storage, a mirror, or a token server.
    let storage: ScriptedRegistry
    let root: OracleRoot
    let certificates: OracleCertificates
    /// The reference to pull.
    var reference: String
    var login: Login?
    /// The content of `hosts.toml` for the registry.
    var hosts: String?
    /// The content of `registries.conf`.
    var registries: String?
    private let seed: UInt64

    init(_ registry: ScriptedRegistry, _ storage: ScriptedRegistry, _ root: OracleRoot, _ made: OracleCertificates) {
        self.registry = registry
        self.storage = storage
        self.root = root
        certificates = made
        reference = "\(registry.name)/app:v1"
        seed = UInt64.random(in: 0 ... .max)
    }

    /// The tag's manifest by these methods.
    func tag(_ method: String? = nil) -> RequestPattern {
        RequestPattern(method: method, path: .exactly("/v2/app/manifests/v1"))
    }

    /// Manifests, by tag or digest, by these methods.
    func manifests(_ method: String) -> RequestPattern {
        RequestPattern(method: method, path: .containing("/manifests/"))
    }

    /// Refers to a manifest by digest.
    mutating func refer(to manifest: Content) { reference = "\(registry.name)/app@\(manifest.digest)" }

    /// Serves this layer with a wrong byte.
    func damage(_ layer: Content, on server: ScriptedRegistry? = nil) {
        (server ?? registry).on(.blob(layer.digest), .content(layer.damaged))
    }

    /// The URL of a blob in the storage.
    func stored(_ blob: Content) -> String { "\(storage.url)/v2/app/blobs/\(blob.digest)" }

    /// Moves a layer to the storage, to which the registry redirects.
    func redirect(_ layer: Content, host: String? = nil) throws {
        try storage.addBlob(layer.bytes, to: "app")
        let location = stored(layer)
        registry.on(
            .blob(layer.digest), .redirect(to: host.map { location.replacing(storage.host, with: $0) } ?? location))
    }

    /// The same after this many redirects in all.
    func redirect(_ layer: Content, times: Int) throws {
        try storage.addBlob(layer.bytes, to: "app")
        registry.on(.blob(layer.digest), .redirect(to: "/hop/1"))
        for hop in 1..<times {
            let next = hop + 1 == times ? stored(layer) : "/hop/\(hop + 1)"
            registry.on(RequestPattern(path: .exactly("/hop/\(hop)")), .redirect(to: next))
        }
    }

    /// Requires the token `good`, which the scripted token endpoint does not issue by itself.
    func requireToken(_ challenge: String? = nil, issuing reply: String = #"{"token":"good"}"#) {
        let text =
            challenge
            ?? #"Bearer realm="\#(registry.url)/token",service="scripted",scope="repository:app:pull""#
        registry.on(
            RequestPattern(path: .containing("/v2/")).lacking("Authorization", "Bearer good"),
            .status(401, headers: [HeaderField("WWW-Authenticate", text)], body: nil))
        registry.on(.token, .status(200, headers: [HeaderField("Content-Type", "application/json")], body: reply))
    }

    /// Fresh bytes that do not compress, the same for the same number.
    func noise(_ number: Int = 0, count: Int = 4000) -> [UInt8] {
        var random = SplitMix64(seed: seed &+ UInt64(number))
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}

/// The parts of an image, to be changed before it is pushed.
struct ImageParts: Sendable {
    var layers: [Content]
    var architecture = "amd64"
    var configType = "\(MediaType.ociConfig)"
    /// The layers' digests in the configuration; `nil` for those of the layers.
    var differences: [Digest]?
    /// The configuration; `nil` for the usual one.
    var configBytes: [UInt8]?
    /// More fields of the manifest, as JSON with a comma before each.
    var fields = ""
    /// Changes the text of the manifest at the end.
    var rewrite: @Sendable (String) -> String = { $0 }
    /// Pushed without the bytes of the layers.
    var lacksLayers = false

    fileprivate var config: [UInt8] {
        let digests = (differences ?? layers.map { $0.unpacked ?? $0.digest }).map { "\"\($0)\"" }
        return Array(
            (#"{"architecture":"\#(architecture)","os":"linux","config":{"Cmd":["/x"]},"#
                + #""rootfs":{"type":"layers","diff_ids":[\#(digests.joined(separator: ","))]}}"#).utf8)
    }
}

/// A pushed image.
struct StagedImage: Sendable {
    let manifest: Content
    let config: Content
    let layers: [Content]
}

extension Stage {
    /// A fresh layer: an archive with one file.
    func layer(_ number: Int = 0, type: MediaType = .ociLayer) throws -> Content {
        try Content(Packed.tar("file-\(number)", noise(number)), type: "\(type)")
    }

    /// Pushes an image with one layer, for linux/amd64, unless `change` wants another.
    @discardableResult
    func image(
        _ number: Int = 0, tag: String? = "v1", on server: ScriptedRegistry? = nil,
        _ change: (inout ImageParts) throws -> Void = { _ in }
    ) throws -> StagedImage {
        var parts = ImageParts(layers: [try layer(number)])
        try change(&parts)
        let target = server ?? registry
        let config = try Content(parts.configBytes ?? parts.config, type: parts.configType)
        try target.addBlob(config.bytes, to: "app")
        for layer in parts.layers where !parts.lacksLayers { try target.addBlob(layer.bytes, to: "app") }
        let list = parts.layers.map(\.json).joined(separator: ",")
        let text =
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":\#(config.json),"#
            + #""layers":[\#(list)]\#(parts.fields)}"#
        let manifest = try push(parts.rewrite(text), type: "\(MediaType.ociManifest)", tag: tag, on: target)
        return StagedImage(manifest: manifest, config: config, layers: parts.layers)
    }

    /// Pushes an index of these entries.
    @discardableResult
    func index(_ entries: [Content], tag: String? = "v1") throws -> Content {
        let list = entries.map(\.json).joined(separator: ",")
        return try push(
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","manifests":[\#(list)]}"#,
            type: "\(MediaType.ociIndex)", tag: tag)
    }

    /// Pushes a manifest or index with this text.
    @discardableResult
    func push(_ text: String, type: String, tag: String?, on server: ScriptedRegistry? = nil) throws -> Content {
        let content = try Content(Array(text.utf8), type: type)
        try (server ?? registry).addManifest(content.bytes, mediaType: MediaType(type), to: "app", tag: tag)
        return content
    }
}
