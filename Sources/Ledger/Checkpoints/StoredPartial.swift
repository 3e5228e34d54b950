package import Foundation

/// A blob of which a path sent the first part, with the hash states of these bytes, opaque to the ledger. It proves nothing; the
/// rest can be hashed from its last state.
package struct StoredPartial: Hashable, Sendable {
    package let path: ProofPath
    /// The size of the whole blob, in bytes.
    package let size: Int64
    /// The fingerprint of the backend.
    package let endpoint: String
    /// The SHA-256 of the backend's certificate, in hexadecimal, if it was known.
    package let certificate: String?
    /// When the first byte was requested, with millisecond precision.
    package let startedAt: Date
    /// The strong entity tag of the reply.
    package let entityTag: String?
    /// The cache status that the reply reported.
    package let cacheStatus: String?
    /// Whether the reply had signs of a cache.
    package let showsCache: Bool
    /// The first bytes of the blob.
    package let opening: Data
    /// The states, in pieces that follow each other.
    package let states: [Data]

    /// Creates one; the time is rounded to milliseconds, the precision of the ledger.
    package init(
        path: ProofPath, size: Int64, endpoint: String, certificate: String?, startedAt: Date, entityTag: String?,
        cacheStatus: String?, showsCache: Bool, opening: Data, states: [Data]
    ) {
        self.path = path
        self.size = size
        self.endpoint = endpoint
        self.certificate = certificate
        self.startedAt = Milliseconds(startedAt).date
        self.entityTag = entityTag
        self.cacheStatus = cacheStatus
        self.showsCache = showsCache
        self.opening = opening
        self.states = states
    }

    /// Whether the rest may be read as if the first part had just been read: same endpoint and size, not older than
    /// `notBefore`, not from the future, and no other certificate.
    package func isUsable(
        size: Int64, endpoint: String, notBefore: Date, now: Date, certificates: Set<String>
    ) -> Bool {
        let start = Milliseconds(startedAt)
        guard self.size == size, self.endpoint == endpoint, start >= Milliseconds(notBefore),
            !start.isInTheFuture(at: Milliseconds(now))
        else { return false }
        guard let certificate, !certificates.isEmpty else { return true }
        return certificates.contains(certificate)
    }
}
