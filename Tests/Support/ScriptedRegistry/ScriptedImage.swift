package import OCI

/// An image in a scripted registry.
package struct ScriptedImage: Hashable, Sendable {
    /// The manifest.
    package let manifest: Descriptor
    /// The configuration.
    package let config: Descriptor
    /// The layers, the base first.
    package let layers: [Descriptor]

    /// Everything that a pull of the image needs.
    package var all: [Descriptor] { [manifest, config] + layers }
}

extension ScriptedRegistry {
    /// Adds an OCI image with these layers, uncompressed.
    @discardableResult
    package func addImage(
        to repository: String, tag: String? = nil, layers contents: [[UInt8]],
        platform: Platform = Platform(os: "linux", architecture: "amd64")
    ) throws -> ScriptedImage {
        let layers = try contents.map { content in
            try descriptor(.ociLayer, try addBlob(content, to: repository), content.count)
        }
        let differences = layers.map { "\"\($0.digest)\"" }.joined(separator: ",")
        let configText =
            Array(
                #"{"architecture":"\#(platform.architecture)","os":"\#(platform.os)","#.utf8)
            + Array(#""rootfs":{"type":"layers","diff_ids":[\#(differences)]}}"#.utf8)
        let config = try descriptor(.ociConfig, try addBlob(configText, to: repository), configText.count)
        let list = layers.map(Self.json).joined(separator: ",")
        let text = Array(
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":\#(Self.json(config)),"layers":[\#(list)]}"#
                .utf8)
        let digest = try addManifest(text, mediaType: .ociManifest, to: repository, tag: tag)
        let manifest = try descriptor(.ociManifest, digest, text.count, platform)
        return ScriptedImage(manifest: manifest, config: config, layers: layers)
    }

    /// Adds an OCI index of these manifests or indexes.
    @discardableResult
    package func addIndex(of manifests: [Descriptor], to repository: String, tag: String? = nil) throws -> Descriptor {
        let list = manifests.map(Self.json).joined(separator: ",")
        let text = Array(#"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","manifests":[\#(list)]}"#.utf8)
        let digest = try addManifest(text, mediaType: .ociIndex, to: repository, tag: tag)
        return try descriptor(.ociIndex, digest, text.count)
    }

    private func descriptor(
        _ type: MediaType, _ digest: Digest, _ size: Int, _ platform: Platform? = nil
    ) throws -> Descriptor {
        guard let made = Descriptor(mediaType: type, digest: digest, size: Int64(size), platform: platform) else {
            throw ManifestError(.negativeSize(field: "size", size: Int64(size)))
        }
        return made
    }

    private static func json(_ descriptor: Descriptor) -> String {
        let platform = descriptor.platform.map { platform in
            let variant = platform.variant.map { #","variant":"\#($0)""# } ?? ""
            return #","platform":{"os":"\#(platform.os)","architecture":"\#(platform.architecture)"\#(variant)}"#
        }
        return #"{"mediaType":"\#(descriptor.mediaType)","digest":"\#(descriptor.digest)","size":\#(descriptor.size)"#
            + (platform ?? "") + "}"
    }
}
