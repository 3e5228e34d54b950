/// How much a run checks. Only hashing proves (invariant 1): depths other than `full` and `unpack` prove no blob.
package enum Depth: String, Hashable, Sendable, CaseIterable, Codable {
    /// Names are resolved and manifests hashed on every backend; no blob is requested.
    case manifest
    /// Each backend also gets a HEAD for each blob; the answer is only a hint.
    case presence
    /// Every byte of every blob is pulled and hashed.
    case full
    /// Layers are also unpacked and compared with the diff IDs in the configuration.
    case unpack

    /// Whether a run at this depth hashes blobs.
    package var provesBlobs: Bool { self == .full || self == .unpack }
}
