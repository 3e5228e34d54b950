/// The `<reference>` in `/v2/<name>/manifests/<reference>`: either a tag or a digest (distribution-spec, Pulling
/// manifests).
package enum ManifestSelector: Hashable, Sendable, CustomStringConvertible {
    /// The manifest that the tag currently points to, which may differ between backends.
    case tag(Tag)
    /// The one manifest with this digest.
    case digest(Digest)

    /// Whether it names one manifest by its digest.
    package var isDigest: Bool { if case .digest = self { true } else { false } }

    /// The text of the tag or the digest.
    package var description: String {
        switch self {
        case .tag(let tag): tag.description
        case .digest(let digest): digest.description
        }
    }
}
