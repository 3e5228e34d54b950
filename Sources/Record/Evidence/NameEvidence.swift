package import OCI

/// What a backend says of a tag.
package struct TagAnswer: Codable, Hashable, Sendable {
    package let backend: String
    package let digest: Digest?

    package init(backend: String, digest: Digest?) {
        self.backend = backend
        self.digest = digest
    }
}

/// How a tag was asked for.
package enum TagRequest: String, Codable, Hashable, Sendable, CaseIterable {
    case get
    case head
}

/// What is wrong with a `Docker-Content-Digest`.
package enum DigestHeaderProblem: Codable, Hashable, Sendable {
    case notADigest
    case unknownAlgorithm(name: String)
    /// The bytes have this hash.
    case otherBytes(digest: Digest)
}

/// Why a name does not meet what is expected of it.
package enum ExpectationProblem: Codable, Hashable, Sendable {
    /// It names this manifest; where it is an index, none of the images that it lists is the expected one.
    case otherManifest(root: Digest, isIndex: Bool)
    /// It names this manifest, whose digest is of another algorithm.
    case incomparableManifest(root: Digest)
    /// It leads to this configuration and `more` others; `nil` where it leads to none.
    case otherConfiguration(found: Digest?, more: Int)
    /// A configuration's digest is of another algorithm.
    case incomparableConfiguration
    /// Only the images of some platforms were read.
    case otherPlatforms
}

/// Why content that a descriptor embeds is not what the descriptor says (image-spec, Embedded Content).
package enum EmbeddedProblem: Codable, Hashable, Sendable {
    case size(bytes: Int64, declared: Int64)
    case hash(digest: Digest, declared: Digest)
}

/// Why a configuration cannot be used, or was not.
package enum ConfigurationProblem: Codable, Hashable, Sendable {
    case unusable(error: ManifestError)
    case tooLarge(limit: Int)
    /// Another manifest lists it with another media type.
    case notRead
    case layerCount(diffIDs: Int, layers: Int)
}

/// Why a layer does not fit the configuration, or that is not known.
package enum LayerProblem: Codable, Hashable, Sendable {
    /// Another manifest lists it with another media type.
    case notUnpacked
    case otherContent(found: Digest, expected: Digest)
    /// The configuration has a digest of another algorithm.
    case incomparable(found: Digest, expected: Digest)
}

/// Why a list of referrers is not known.
package enum ReferrersProblem: Codable, Hashable, Sendable {
    case pageGone
    case tooManyEntries(limit: Int)
    case tooManyPages(limit: Int)
    /// The next page is on another host.
    case foreignPage(url: ServerText)
    /// There is no API, and no tag can name a list.
    case noAPI
    case tooLarge(limit: Int64)
    /// It is the manifest of an image.
    case noIndex
}

/// Why a list of referrers is not followed.
package enum ReferrersLimit: Codable, Hashable, Sendable {
    case tooDeep(limit: Int)
    case tooMany(limit: Int)
}
