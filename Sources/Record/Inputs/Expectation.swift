package import OCI

/// The content that a name must lead to on every backend, and the source of that requirement.
package struct Expectation: Hashable, Sendable, Codable {
    /// The content that the name must lead to.
    package enum Content: Hashable, Sendable {
        /// A manifest or an index with this digest.
        case manifest(Digest)
        /// An image with this configuration; its digest is Docker's image ID.
        case config(Digest)

        /// The digest of the content.
        package var digest: Digest {
            switch self {
            case .manifest(let digest), .config(let digest): digest
            }
        }
    }

    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        /// Pinned by an earlier verification. The name itself must lead to it.
        case pin
        /// The image on disk. An index that lists it is accepted, because a copy may hold a single platform.
        case disk
    }

    package let content: Content
    package let reason: Reason
    /// Where the expectation comes from.
    package var origin: Origin

    package init(_ content: Content, _ reason: Reason, origin: Origin) {
        self.content = content
        self.reason = reason
        self.origin = origin
    }
}

/// Encoded as `{"manifest": "sha256:..."}` or `{"config": "sha256:..."}`, exactly one of the two.
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
            // Dropping an expectation would be a silent pass.
            throw DecodingError.invalid("expected exactly one of manifest and config", at: decoder.codingPath)
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
