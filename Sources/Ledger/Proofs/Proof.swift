package import Foundation
package import OCI
package import Record

/// Evidence that a path served matching bytes at a time. Only hashing proves (docs/architecture.md, invariant 1): the
/// ledger trusts its caller to record only what was verified.
package struct Proof: Hashable, Sendable {
    package let path: ProofPath
    /// The number of bytes hashed.
    package let size: Int64
    /// A fingerprint of the backend's address, scheme and cache policy. If it changes, the proof is stale.
    package let endpoint: String
    /// The IP address and port that actually answered.
    package let address: String?
    /// The cache status of the response, for example `HIT`.
    package let cacheStatus: String?
    /// When the last byte was hashed, with millisecond precision.
    package let provenAt: Date
    package let run: RunID
    /// The digest of the unpacked layer, if it was unpacked too.
    package let diffID: Digest?
    /// The number of `diff_ids` in these bytes, if they were read as the configuration of an image and are a valid one.
    package let layerCount: Int?
    /// The SHA-256 of the certificate that the backend presented, in hexadecimal; `nil` for plain HTTP, and for proofs
    /// from versions that did not record it.
    package let certificate: String?
    /// Whether the response came from behind the backend's cache, as far as it reported. If so, the proof covers the
    /// storage rather than the cache (invariant 10).
    package let isReadThrough: Bool?
    /// When a part of the bytes was last read again and matched, with millisecond precision.
    package let spotCheckedAt: Date?
    /// The kinds of nodes that get these bytes and take them. It may replace a pull only for them; empty in proofs from versions that
    /// did not record it, whose requests no node makes.
    package let nodes: Set<NodeKind>
    /// The run and vantage that saw it, if imported from another machine's ledger. `run` is then the import.
    package let origin: ProofOrigin?
    /// What served the bytes, if other repositories of the backend are served from there too.
    package var source: ProofSource?

    /// Creates a proof; the times are rounded to milliseconds, the precision of the ledger.
    package init(
        path: ProofPath, size: Int64, endpoint: String, address: String?, cacheStatus: String?, provenAt: Date,
        run: RunID, diffID: Digest? = nil, layerCount: Int? = nil, certificate: String? = nil,
        isReadThrough: Bool? = nil, spotCheckedAt: Date? = nil, nodes: Set<NodeKind> = [], origin: ProofOrigin? = nil
    ) {
        self.nodes = nodes
        self.path = path
        self.size = size
        self.endpoint = endpoint
        self.address = address
        self.cacheStatus = cacheStatus
        self.provenAt = Milliseconds(provenAt).date
        self.run = run
        self.diffID = diffID
        self.layerCount = layerCount
        self.certificate = certificate
        self.isReadThrough = isReadThrough
        self.spotCheckedAt = spotCheckedAt.map { Milliseconds($0).date }
        self.origin = origin
    }

    /// The same evidence as recorded by a ledger that imports it.
    func seen(by origin: ProofOrigin, in run: RunID) -> Proof {
        var proof = Proof(
            path: path, size: size, endpoint: endpoint, address: address, cacheStatus: cacheStatus, provenAt: provenAt,
            run: run, diffID: diffID, layerCount: layerCount, certificate: certificate, isReadThrough: isReadThrough,
            spotCheckedAt: spotCheckedAt, nodes: nodes, origin: origin)
        proof.source = source
        return proof
    }

    /// Whether this proof may replace a pull of the same path (invariant 5): same endpoint, not older than `notBefore`,
    /// not from the future, and no other certificate. A clock that was set back must not make a proof valid forever, so
    /// a proof more than five minutes ahead of `now` is not reused.
    ///
    /// - Parameter certificates: The certificates that the backend presents now; if empty, they are not compared.
    package func isReusable(
        endpoint: String, notBefore: Date, now: Date, certificates: Set<String> = []
    ) -> Bool {
        self.endpoint == endpoint && Milliseconds(provenAt) >= Milliseconds(notBefore)
            && !Milliseconds(provenAt).isInTheFuture(at: Milliseconds(now)) && !isOfAnotherCertificate(certificates)
    }

    /// Whether it was read under a certificate that the backend no longer presents.
    package func isOfAnotherCertificate(_ certificates: Set<String>) -> Bool {
        guard let certificate, !certificates.isEmpty else { return false }
        return !certificates.contains(certificate)
    }
}
