package import OCI

/// The observation of a request for a part of a blob whose whole body was just proven. A node that resumes a download sends
/// such requests.
package enum PartEvidence: Codable, Hashable, Sendable {
    /// The reply to a request for these bytes of the blob hashes to `found`; in the whole body they hash to `right`, if that
    /// was computed.
    case wrongBytes(bytes: ByteRange, found: Digest, right: Digest?, cache: String?)
    /// The reply declares a different size for the whole blob.
    case otherSize(stored: Int64, size: Int64, cache: String?)
}
