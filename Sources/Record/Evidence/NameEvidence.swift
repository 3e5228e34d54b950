package import OCI

/// A backend's answer for a tag.
package struct TagAnswer: Codable, Hashable, Sendable {
    package let backend: String
    package let digest: Digest?

    package init(backend: String, digest: Digest?) {
        self.backend = backend
        self.digest = digest
    }
}

/// The method with which a tag was requested.
package enum TagRequest: String, Codable, Hashable, Sendable, CaseIterable {
    case get
    case head
}

/// The problem with a `Docker-Content-Digest`.
package enum DigestHeaderProblem: Codable, Hashable, Sendable {
    case notADigest
    case unknownAlgorithm(name: String)
    /// The bytes have this digest.
    case otherBytes(digest: Digest)
}

/// Why a name does not meet its expectation.
package enum ExpectationProblem: Codable, Hashable, Sendable {
    /// It leads to this manifest. If that is an index, none of its images is the expected one.
    case otherManifest(root: Digest, isIndex: Bool)
    /// It leads to this manifest, whose digest uses another algorithm.
    case incomparableManifest(root: Digest)
    /// It leads to this configuration and `more` others; `nil` if to none.
    case otherConfiguration(found: Digest?, more: Int)
    /// A configuration's digest uses another algorithm.
    case incomparableConfiguration
    /// Only the images of selected platforms were read.
    case otherPlatforms
}

/// Why the embedded content of a descriptor does not match the descriptor (image-spec, Embedded Content).
package enum EmbeddedProblem: Codable, Hashable, Sendable {
    case size(bytes: Int64, declared: Int64)
    case hash(digest: Digest, declared: Digest)
}

/// Why a configuration cannot be used or was not read.
package enum ConfigurationProblem: Codable, Hashable, Sendable {
    case unusable(error: ManifestError)
    case tooLarge(limit: Int)
    /// Another manifest lists it with another media type.
    case notRead
    case layerCount(diffIDs: Int, layers: Int)
    /// These nodes do not take a configuration of this media type as that of an image.
    case typeForNodes(mediaType: MediaType, node: NodeKind)
}

/// Why a layer does not match the configuration, or why that is unknown.
package enum LayerProblem: Codable, Hashable, Sendable {
    /// Another manifest lists it with another media type.
    case notUnpacked
    /// It has a compression that some nodes unpack and this program does not.
    case otherCompression(compression: LayerCompression)
    case otherContent(found: Digest, expected: Digest)
    /// The digest in the configuration uses another algorithm.
    case incomparable(found: Digest, expected: Digest)
    /// These nodes do not take a layer of this media type in this manifest.
    case typeForNodes(mediaType: MediaType, node: NodeKind)
}

/// Why the referrers list is unknown.
package enum ReferrersProblem: Codable, Hashable, Sendable {
    case pageGone
    case tooManyEntries(limit: Int)
    case tooManyPages(limit: Int)
    /// The next page is on another host.
    case foreignPage(url: ServerText)
    /// There is no referrers API, and no referrers tag is possible.
    case noAPI
    case tooLarge(limit: Int64)
    /// It is an image manifest, not an index.
    case noIndex
}

/// Why a referrers list is not followed.
package enum ReferrersLimit: Codable, Hashable, Sendable {
    case tooDeep(limit: Int)
    case tooMany(limit: Int)
}
