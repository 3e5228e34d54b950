/// What stands for `<reference>` in `/v2/<name>/manifests/<reference>`: a tag or a digest, nothing else
/// (distribution-spec, Pulling manifests).
package enum ManifestSelector: Hashable, Sendable, CustomStringConvertible {
    /// The manifest that the tag points to now, which may be another one on another backend.
    case tag(Tag)
    /// The one manifest with this digest.
    case digest(Digest)

    /// The text of the tag or the digest.
    package var description: String {
        switch self {
        case .tag(let tag): tag.description
        case .digest(let digest): digest.description
        }
    }
}
