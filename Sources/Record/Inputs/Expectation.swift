package import OCI

/// What a name of the release must lead to on every backend, and who says so.
package struct Expectation: Hashable, Sendable, Codable {
    /// The content that the name must lead to.
    package enum Content: Hashable, Sendable {
        /// A manifest or an index with this digest.
        case manifest(Digest)
        /// An image with this configuration: its digest is what docker calls the image ID.
        case config(Digest)

        /// The digest of the content.
        package var digest: Digest {
            switch self {
            case .manifest(let digest), .config(let digest): digest
            }
        }
    }

    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        /// It is what was verified before. The name itself must lead there.
        case pin
        /// It is what lies on disk. An index that lists it is as good, since a copy may be of one platform alone.
        case disk
    }

    package let content: Content
    package let reason: Reason
    /// Where that is written, or lies.
    package var origin: Origin

    /// What a name must lead to.
    package init(_ content: Content, _ reason: Reason, origin: Origin) {
        self.content = content
        self.reason = reason
        self.origin = origin
    }
}

/// Encoded as `{"manifest": "sha256:..."}` or `{"config": "sha256:..."}`: exactly one of the two.
extension Expectation.Content: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case manifest
        case config
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        switch (
            try values.decodeIfPresent(Digest.self, forKey: .manifest),
            try values.decodeIfPresent(Digest.self, forKey: .config)
        ) {
        case (let digest?, nil): self = .manifest(digest)
        case (nil, let digest?): self = .config(digest)
        default:
            // To expect nothing where something was expected would be a silent pass.
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "neither manifest nor config, or both"))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .manifest(let digest): try values.encode(digest, forKey: .manifest)
        case .config(let digest): try values.encode(digest, forKey: .config)
        }
    }
}
