package import OCI
internal import Record

/// The part of the images that a run checks.
package enum Focus: Hashable, Sendable {
    /// All content that the names lead to.
    case images
    /// One manifest, or one blob with the manifests that lead to it.
    case content(Digest)
    /// Only this content, requested from the images' repositories without resolving any name. The size is that of the right
    /// bytes; if it is `nil`, the backends are asked for it.
    case bare(Digest, size: Int64?, kind: Claim.Kind?)

    /// The single content to check, if any.
    package var digest: Digest? {
        switch self {
        case .images: nil
        case .content(let digest), .bare(let digest, _, _): digest
        }
    }
}
