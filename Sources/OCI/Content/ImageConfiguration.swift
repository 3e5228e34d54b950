/// The layers and platform from an image configuration (image-spec, Image Configuration). Everything else is ignored.
package struct ImageConfiguration: Hashable, Sendable {
    /// The digest of each layer's unpacked archive, base layer first.
    package let diffIDs: [Digest]

    /// The platform of the image; `nil` if the configuration omits it or leaves it empty.
    package let platform: Platform?

    package init(diffIDs: [Digest], platform: Platform? = nil) {
        self.diffIDs = diffIDs
        self.platform = platform
    }

    /// Parses a configuration. The bytes should have been hashed before (image-spec, Verification).
    ///
    /// Rejects a `rootfs.type` other than `layers`, as the specification requires.
    package static func parse(_ bytes: some Collection<UInt8>) throws(ManifestError) -> ImageConfiguration {
        do {
            return try read(Array(bytes))
        } catch {
            throw ManifestError(error.reason, document: "configuration")
        }
    }

    private static func read(_ bytes: [UInt8]) throws(ManifestError) -> ImageConfiguration {
        let value = try ManifestDocument.json(bytes)
        guard case .object = value else { throw ManifestError(.notObject) }
        try ConfigurationShape.check(value)
        let root = try JSONObject(value, at: JSONPath(), known: Self.fields)
        guard let rootfs = root.value("rootfs") else { throw ManifestError(.missing(field: "rootfs")) }
        let object = try JSONObject(rootfs, at: root.path("rootfs"), known: ["type", "diff_ids"])
        let type = try object.requiredString("type")
        guard type == "layers" else {
            throw object.path("type").invalid("\"\(type.escapedASCII(limit: 80))\", expected \"layers\"")
        }
        var diffIDs: [Digest] = []
        for (element, path) in try object.array("diff_ids") {
            guard case .string(let text) = element else { throw path.invalid("expected a string") }
            do {
                diffIDs.append(try Digest(parsing: text))
            } catch {
                throw path.invalid("\"\(text.escapedASCII(limit: 160))\": \(error)")
            }
        }
        return ImageConfiguration(diffIDs: diffIDs, platform: try platform(root))
    }

    private static let fields = ["rootfs", "os", "architecture", "variant", "os.version"]

    private static func platform(_ root: JSONObject) throws(ManifestError) -> Platform? {
        guard let os = try root.string("os"), let architecture = try root.string("architecture"), !os.isEmpty,
            !architecture.isEmpty
        else { return nil }
        return Platform(
            os: os, architecture: architecture, variant: try root.string("variant"),
            osVersion: try root.string("os.version"))
    }
}
