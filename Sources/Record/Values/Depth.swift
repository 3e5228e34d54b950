/// How far a run looks. Only hashing proves (invariant 1): what is not `full` or `unpack` proves no blob.
package enum Depth: String, Hashable, Sendable, CaseIterable, Codable {
    /// Names are resolved and manifests hashed on every backend; no blob is asked for.
    case manifest
    /// Each backend is also asked, by HEAD, whether it has each blob; what it answers is a hint.
    case presence
    /// Every byte of every blob is pulled and hashed.
    case full
    /// Layers are also unpacked, and compared with what the configuration says that they unpack to.
    case unpack

    /// Whether a run of this depth hashes the blobs.
    package var provesBlobs: Bool { self == .full || self == .unpack }
}
