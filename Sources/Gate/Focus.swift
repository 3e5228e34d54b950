package import OCI
internal import Record

/// What of the images a run looks at.
package enum Focus: Hashable, Sendable {
    /// Everything that their names lead to.
    case images
    /// One of their manifests, or one of their blobs with the manifests that lead to it.
    case content(Digest)
    /// This content alone, asked for under the images' repositories: no name is resolved. The size is that of the bytes
    /// that the digest stands for; where it is not known, the backends are asked what they have.
    case bare(Digest, size: Int64?, kind: Claim.Kind?)

    /// The one content that is looked at.
    package var digest: Digest? {
        switch self {
        case .images: nil
        case .content(let digest), .bare(let digest, _, _): digest
        }
    }
}
