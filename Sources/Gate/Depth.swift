/// How far a run looks. Only hashing proves (DESIGN.md, invariant 1): what is not `full` or `unpack` proves no blob.
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

    /// What it does, for `--help` and the documentation.
    package var meaning: String {
        switch self {
        case .manifest: "resolve names and hash manifests on every backend; no blob is asked for"
        case .presence: "also ask each backend by HEAD for each blob; no blob is hashed"
        case .full: "pull and hash every byte of every blob"
        case .unpack: "also unpack each layer and compare it with the configuration's diff_ids"
        }
    }

    /// What a run of this depth leaves unproven, for its report; `nil` where blobs are hashed.
    package var caveat: String? {
        switch self {
        case .manifest: "manifests only: no blob was asked for; this proves nothing about them"
        case .presence: "presence only: no blob was hashed; this proves nothing about their bytes"
        case .full, .unpack: nil
        }
    }
}
