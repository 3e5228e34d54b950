internal import OCI
internal import Synchronization

/// Parses manifests, and small ones only once: every backend serves the same.
final class ManifestParser: Sendable {
    private struct Key: Hashable {
        let digest: Digest
        let contentType: MediaType?
    }

    /// The largest document that is kept parsed, in bytes.
    private static let smallDocument = 64 << 10

    private let parsed = Mutex<[Key: ParsedManifest]>([:])

    /// - Parameter digest: The digest of these bytes, which have been hashed.
    func parse(
        _ bytes: [UInt8], of digest: Digest, contentType: MediaType?
    ) throws(ManifestError) -> ParsedManifest {
        let key = Key(digest: digest, contentType: contentType)
        if let known = parsed.withLock({ $0[key] }) { return known }
        let document = try ManifestDocument.parse(bytes, contentType: contentType)
        if bytes.count <= Self.smallDocument { parsed.withLock { $0[key] = document } }
        return document
    }
}
