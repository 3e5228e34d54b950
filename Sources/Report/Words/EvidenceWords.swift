internal import OCI
package import Record

/// Says what an attempt observed.
package enum EvidenceWords {
    /// The whole sentence, without a full stop.
    package static func long(_ evidence: Evidence) -> String {
        switch evidence {
        case .verified(let bytes, let digest): "\(bytes) bytes that hash to \(digest.short)"
        case .present: "the backend says that it has it; no byte was hashed"
        case .tagNames(let digest): "the tag names \(digest)"
        }
    }

    /// The same in little room, beside the size that the manifest declares.
    package static func short(_ evidence: Evidence, size: Int64?) -> String { long(evidence) }

    /// One short sentence for what several backends showed alike.
    package static func alike(_ all: [Evidence], size: Int64?) -> String? { nil }
}
