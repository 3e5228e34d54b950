package import Foundation
package import OCI

/// Good bytes, seen on one path at one time. Only hashing proves (docs/architecture.md, invariant 1): the ledger trusts its
/// caller to record what was verified and nothing else.
package struct Proof: Hashable, Sendable {
    package let path: ProofPath
    /// How many bytes were hashed.
    package let size: Int64
    /// A fingerprint of the backend's address, scheme and cache policy: a changed one makes the proof stale.
    package let endpoint: String
    /// The IP address and port that really answered.
    package let address: String?
    /// What the reply said of the cache, for example `HIT`.
    package let cacheStatus: String?
    /// When the last byte was hashed, to the millisecond.
    package let provenAt: Date
    package let run: RunID
    /// The digest of the layer's unpacked archive, where it was unpacked too.
    package let diffID: Digest?
    /// The SHA-256 of the certificate that the backend showed, in hexadecimal; `nil` over plain HTTP, and in a proof of
    /// a version that did not record it.
    package let certificate: String?
    /// Whether the reply came from behind the backend's cache, as far as it said: then the proof is of the storage, and
    /// not of what the cache kept (invariant 10).
    package let isReadThrough: Bool?
    /// When a part of the bytes was last read again and was right, to the millisecond.
    package let spotCheckedAt: Date?
    /// Who saw it, where that was another machine and its ledger told this one; then `run` is the import.
    package let origin: ProofOrigin?

    /// A proof from its parts; the time is rounded to the millisecond that the ledger keeps.
    package init(
        path: ProofPath, size: Int64, endpoint: String, address: String?, cacheStatus: String?, provenAt: Date,
        run: RunID, diffID: Digest? = nil, certificate: String? = nil, isReadThrough: Bool? = nil,
        spotCheckedAt: Date? = nil, origin: ProofOrigin? = nil
    ) {
        self.path = path
        self.size = size
        self.endpoint = endpoint
        self.address = address
        self.cacheStatus = cacheStatus
        self.provenAt = Milliseconds(provenAt).date
        self.run = run
        self.diffID = diffID
        self.certificate = certificate
        self.isReadThrough = isReadThrough
        self.spotCheckedAt = spotCheckedAt.map { Milliseconds($0).date }
        self.origin = origin
    }

    /// The same evidence, as a ledger keeps it that was told of it.
    func seen(by origin: ProofOrigin, in run: RunID) -> Proof {
        Proof(
            path: path, size: size, endpoint: endpoint, address: address, cacheStatus: cacheStatus, provenAt: provenAt,
            run: run, diffID: diffID, certificate: certificate, isReadThrough: isReadThrough,
            spotCheckedAt: spotCheckedAt, origin: origin)
    }

    /// Whether this proof may stand for a read of the same path (invariant 5): the same endpoint, not older
    /// than `notBefore`, not from the future, and of no other certificate. A clock that was set back must not make a
    /// proof valid for ever, so one that is more than five minutes ahead of `now` is not reused.
    ///
    /// - Parameter certificates: Those that the backend shows now; none says nothing of the proof.
    package func isReusable(
        endpoint: String, notBefore: Date, now: Date, certificates: Set<String> = []
    ) -> Bool {
        self.endpoint == endpoint && Milliseconds(provenAt) >= Milliseconds(notBefore)
            && !Milliseconds(provenAt).isInTheFuture(at: Milliseconds(now)) && !isOfAnotherCertificate(certificates)
    }

    /// Whether it was read under a certificate that is not among those that the backend shows now.
    package func isOfAnotherCertificate(_ certificates: Set<String>) -> Bool {
        guard let certificate, !certificates.isEmpty else { return false }
        return !certificates.contains(certificate)
    }
}
