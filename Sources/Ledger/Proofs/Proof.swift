package import Foundation
package import OCI
package import Record

/// Evidence that a path served matching bytes at a time. Only hashing proves (docs/architecture.md, invariant 1): the
/// ledger trusts its caller to record only what was verified.
package struct Proof: Hashable, Sendable {
    private struct Values: Hashable, Sendable {
        let path: ProofPath
        let size: Int64
        let endpoint: String
        let address: String?
        let cacheStatus: String?
        let provenAt: Date
        let run: RunID
        let diffID: Digest?
        let layerCount: Int?
        let certificate: String?
        let isReadThrough: Bool?
        let spotCheckedAt: Date?
        let nodes: Set<NodeKind>
        let origin: ProofOrigin?
        var source: ProofSource?
    }

    /// A release has many thousands of proofs: copies share their storage.
    private final class Storage: Sendable {
        let values: Values

        init(_ values: Values) { self.values = values }
    }

    private var storage: Storage

    package var path: ProofPath { storage.values.path }
    /// The number of bytes hashed.
    package var size: Int64 { storage.values.size }
    /// A fingerprint of the backend's address, scheme and cache policy. If it changes, the proof is stale.
    package var endpoint: String { storage.values.endpoint }
    /// The IP address and port that actually answered.
    package var address: String? { storage.values.address }
    /// The cache status of the response, for example `HIT`.
    package var cacheStatus: String? { storage.values.cacheStatus }
    /// When the last byte was hashed, with millisecond precision.
    package var provenAt: Date { storage.values.provenAt }
    package var run: RunID { storage.values.run }
    /// The digest of the unpacked layer, if it was unpacked too.
    package var diffID: Digest? { storage.values.diffID }
    /// The number of `diff_ids` in these bytes, if they were read as the configuration of an image and are a valid one.
    package var layerCount: Int? { storage.values.layerCount }
    /// The SHA-256 of the certificate that the backend presented, in hexadecimal; `nil` for plain HTTP, and for proofs
    /// from versions that did not record it.
    package var certificate: String? { storage.values.certificate }
    /// Whether the response came from behind the backend's cache, as far as it reported. If so, the proof covers the
    /// storage rather than the cache (invariant 10).
    package var isReadThrough: Bool? { storage.values.isReadThrough }
    /// When a part of the bytes was last read again and matched, with millisecond precision.
    package var spotCheckedAt: Date? { storage.values.spotCheckedAt }
    /// The kinds of nodes that get these bytes and take them. It may replace a pull only for them; empty in proofs from versions that
    /// did not record it, whose requests no node makes.
    package var nodes: Set<NodeKind> { storage.values.nodes }
    /// The run and vantage that saw it, if imported from another machine's ledger. `run` is then the import.
    package var origin: ProofOrigin? { storage.values.origin }
    /// What served the bytes, if other repositories of the backend are served from there too.
    package var source: ProofSource? {
        get { storage.values.source }
        set {
            var values = storage.values
            values.source = newValue
            storage = Storage(values)
        }
    }

    /// Creates a proof; the times are rounded to milliseconds, the precision of the ledger.
    package init(
        path: ProofPath, size: Int64, endpoint: String, address: String?, cacheStatus: String?, provenAt: Date,
        run: RunID, diffID: Digest? = nil, layerCount: Int? = nil, certificate: String? = nil,
        isReadThrough: Bool? = nil, spotCheckedAt: Date? = nil, nodes: Set<NodeKind> = [], origin: ProofOrigin? = nil
    ) {
        storage = Storage(
            Values(
                path: path, size: size, endpoint: endpoint, address: address, cacheStatus: cacheStatus,
                provenAt: Milliseconds(provenAt).date, run: run, diffID: diffID, layerCount: layerCount,
                certificate: certificate, isReadThrough: isReadThrough,
                spotCheckedAt: spotCheckedAt.map { Milliseconds($0).date }, nodes: nodes, origin: origin))
    }

    package static func == (left: Proof, right: Proof) -> Bool {
        left.storage === right.storage || left.storage.values == right.storage.values
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(storage.values) }

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
