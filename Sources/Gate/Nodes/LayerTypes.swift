internal import OCI
internal import Record

extension NodeRules {
    /// Whether it takes a layer of this type in a manifest of that type. It refuses the image otherwise.
    func takes(layer type: MediaType, in manifest: MediaType) -> Bool {
        switch layerTypes {
        // It calls a program for these, and has no keys (`core/diff/stream.go`).
        case .unencrypted: !type.isEncryptedLayer
        // `manifest.SupportedSchema2MediaType`
        case .ofFormat: manifest != .dockerManifest || Self.schema2Types.contains(type)
        case .knownOrGeneric:
            ["application/vnd.oci.image.", "application/vnd.docker."].contains { type.description.hasPrefix($0) }
                || Self.genericTypes.contains(type.description)
        }
    }

    /// The types that containers/image takes for the layers of a schema 2 manifest. It does not tell layers from other content.
    private static let schema2Types: Set<MediaType> = [
        .dockerLayer, .dockerLayerGzip, .dockerLayerZstd, .dockerForeignLayer, .dockerForeignLayerGzip, .dockerConfig,
        .dockerManifest,
        .dockerManifestList, .dockerSchema1, .dockerSchema1Signed,
    ]

    /// The types that dockerd takes for any content.
    static let genericTypes: Set<String> = ["", "application/octet-stream", "application/json", "text/html"]
}

extension NodeSet {
    /// The kind that refuses a layer of this type.
    func refusing(layer type: MediaType, in manifest: MediaType) -> NodeKind? {
        all.first { !$0.takes(layer: type, in: manifest) }?.node
    }
}
