package import OCI

/// The observation of a request for a part of a blob whose whole body was just proven. A node that resumes a download sends
/// such requests.
package enum PartEvidence: Codable, Hashable, Sendable {
    /// These bytes of the blob hash to `right`, but the reply to a request for them hashes to `found`.
    case wrongBytes(bytes: ByteRange, found: Digest, right: Digest, cache: String?)
    /// The reply declares a different size for the whole blob.
    case otherSize(stored: Int64, size: Int64, cache: String?)
}
