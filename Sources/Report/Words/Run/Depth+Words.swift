package import Record

extension Depth {
    /// What a run of this depth does, for `--help` and the documentation.
    package var meaning: String {
        switch self {
        case .manifest: "resolve names and hash manifests on every backend; no blob is requested"
        case .presence: "also check each blob on each backend by HEAD; no blob is hashed"
        case .full: "pull and hash every byte of every blob"
        case .unpack: "also unpack each layer and compare it with the configuration's diff_ids"
        }
    }

    /// What a run of this depth leaves unproven, for its report; `nil` if blobs are hashed.
    package var caveat: String? {
        switch self {
        case .manifest: "manifests only: no blob was requested; this proves nothing about them"
        case .presence: "presence only: no blob was hashed; this proves nothing about their bytes"
        case .full, .unpack: nil
        }
    }
}
