package import OCI

/// What an attempt observed, as facts: the only input of judgment, grouping and explanation. `Report/Words` has the
/// sentences.
package indirect enum Evidence: Codable, Hashable, Sendable {
    /// The body hashes to what was claimed.
    case verified(bytes: Int64, digest: Digest)
    /// The backend says that it has the content; no byte was hashed.
    case present
    /// The tag names this manifest.
    case tagNames(digest: Digest)
}
