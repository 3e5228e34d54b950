import Gate
import OCI
import Record

extension StoredInputs {
    /// The focus of a diagnosis, as stored in the ledger.
    struct StoredFocus: Codable, Sendable {
        let digest: String?
        let isBare: Bool
        let size: Int64?
        let kind: String?

        init(_ focus: Focus) {
            digest = focus.digest?.description
            if case .bare(_, let size, let kind) = focus {
                (isBare, self.size, self.kind) = (true, size, kind?.rawValue)
            } else {
                (isBare, size, kind) = (false, nil, nil)
            }
        }

        var focus: Focus {
            guard let digest = digest.flatMap({ try? Digest(parsing: $0) }) else { return .images }
            return isBare
                ? .bare(digest, size: size, kind: kind.flatMap { Run.Claim.Kind(rawValue: $0) }) : .content(digest)
        }
    }
}
