extension ImageManifest {
    init(_ root: JSONObject, mediaType: MediaType?) throws(ManifestError) {
        guard let config = try Descriptor.optional(root, "config") else {
            throw ManifestError(.missing(field: root.path("config").description))
        }
        self.init(
            mediaType: mediaType, config: config, layers: try Descriptor.list(root, "layers"),
            artifactType: try root.mediaType("artifactType"), annotations: try root.annotations(),
            subject: try Descriptor.optional(root, "subject"))
    }
}

extension ImageIndex {
    init(_ root: JSONObject, mediaType: MediaType?) throws(ManifestError) {
        guard root.has("manifests") else { throw ManifestError(.missing(field: root.path("manifests").description)) }
        self.init(
            mediaType: mediaType, manifests: try Descriptor.list(root, "manifests"),
            artifactType: try root.mediaType("artifactType"), annotations: try root.annotations(),
            subject: try Descriptor.optional(root, "subject"))
    }
}

extension Descriptor {
    private static let fields = [
        "mediaType", "digest", "size", "platform", "urls", "artifactType", "annotations", "data",
    ]

    init(_ value: JSONValue, at path: JSONPath) throws(ManifestError) {
        let object = try JSONObject(value, at: path, known: Self.fields)
        let type = MediaType(try object.requiredString("mediaType"))
        let text = try object.requiredString("digest")
        let digest: Digest
        do {
            digest = try Digest(parsing: text)
        } catch {
            throw object.path("digest").invalid("\"\(text.escapedASCII(limit: 160))\": \(error)")
        }
        let size = try object.requiredInteger("size")
        let made = Descriptor(
            mediaType: type, digest: digest, size: size,
            platform: try Platform(object.value("platform"), at: object.path("platform")),
            osFeatures: try Self.osFeatures(object.value("platform"), at: object.path("platform")),
            urls: try object.strings("urls"), artifactType: try object.mediaType("artifactType"),
            annotations: try object.annotations(), data: try object.base64("data"))
        guard let made else {
            throw ManifestError(.negativeSize(field: object.path("size").description, size: size))
        }
        self = made
    }

    private static func osFeatures(_ value: JSONValue?, at path: JSONPath) throws(ManifestError) -> [String] {
        guard let value else { return [] }
        return try JSONObject(value, at: path, known: Platform.fields).strings("os.features")
    }

    static func optional(_ root: JSONObject, _ name: String) throws(ManifestError) -> Descriptor? {
        guard let value = root.value(name) else { return nil }
        return try Descriptor(value, at: root.path(name))
    }

    static func list(_ root: JSONObject, _ name: String) throws(ManifestError) -> [Descriptor] {
        var descriptors: [Descriptor] = []
        for (element, path) in try root.array(name) {
            descriptors.append(try Descriptor(element, at: path))
        }
        return descriptors
    }
}

extension Platform {
    fileprivate static let fields = ["os", "architecture", "variant", "os.version", "os.features"]

    /// Missing fields are empty, as in Go. `null` is the same as no platform.
    init?(_ value: JSONValue?, at path: JSONPath) throws(ManifestError) {
        guard let value else { return nil }
        let object = try JSONObject(value, at: path, known: Self.fields)
        self.init(
            os: try object.string("os") ?? "", architecture: try object.string("architecture") ?? "",
            variant: try object.string("variant"), osVersion: try object.string("os.version"))
    }
}
