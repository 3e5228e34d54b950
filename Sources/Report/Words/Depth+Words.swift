package import Record

extension Depth {
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
