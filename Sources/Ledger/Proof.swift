public import Foundation
public import OCI

/// Good bytes, seen on one path at one time. Only hashing proves (DESIGN.md, invariant 1): the ledger trusts its caller
/// to record what was verified and nothing else.
public struct Proof: Hashable, Sendable {
    /// Where the bytes were read.
    public let path: ProofPath
    /// How many bytes were hashed.
    public let size: Int64
    /// A fingerprint of the backend's address, scheme and cache policy: a changed one makes the proof stale.
    public let endpoint: String
    /// The IP address and port that really answered.
    public let address: String?
    /// What the reply said of the cache, for example `HIT`.
    public let cacheStatus: String?
    /// When the last byte was hashed, to the millisecond.
    public let provenAt: Date
    /// The run that saw it.
    public let run: RunID
    /// The digest of the layer's unpacked archive, where it was unpacked too.
    public let diffID: Digest?

    /// A proof from its parts; the time is rounded to the millisecond that the ledger keeps.
    public init(
        path: ProofPath, size: Int64, endpoint: String, address: String?, cacheStatus: String?, provenAt: Date,
        run: RunID, diffID: Digest? = nil
    ) {
        self.path = path
        self.size = size
        self.endpoint = endpoint
        self.address = address
        self.cacheStatus = cacheStatus
        self.provenAt = Milliseconds(provenAt).date
        self.run = run
        self.diffID = diffID
    }

    /// Whether this proof may stand for a read of the same path (DESIGN.md, invariant 5): the same endpoint, not older
    /// than `notBefore`, and not from the future. A clock that was set back must not make a proof valid for ever, so
    /// one that is more than five minutes ahead of `now` is not reused.
    public func isReusable(endpoint: String, notBefore: Date, now: Date) -> Bool {
        self.endpoint == endpoint && Milliseconds(provenAt) >= Milliseconds(notBefore)
            && !Milliseconds(provenAt).isInTheFuture(at: Milliseconds(now))
    }
}
