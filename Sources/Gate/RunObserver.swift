package import Record
package import Transfer

/// Hears of a run's progress, from any thread, in the order of happening for one claim.
package protocol RunObserver: Sendable {
    /// Something happened. Must return at once.
    func observe(_ event: RunEvent)
}

/// What a run tells of its progress.
package enum RunEvent: Sendable {
    /// Manifests of so many images are being read from so many backends.
    case resolving(images: Int, backends: Int)
    /// So many bytes of so many proven blobs are being read again, over all backends.
    case spotChecking(blobs: Int, bytes: Int64)
    /// The claims are known: what is to be pulled, and what stands proven already.
    case planned(claims: Int, bytes: Int64, provenClaims: Int, provenBytes: Int64)
    /// A blob's transfer begins; the counter runs with it.
    case started(Claim, ByteCounter)
    /// An attempt failed and another one follows after the pause.
    case retrying(Claim, JudgedObservation, after: Duration)
    /// Another gate is pulling the same path; its result is awaited.
    case waiting(Claim, holder: String)
    /// A blob's claim has its result.
    case finished(ClaimResult)
    /// A round of a hold was decided. The first round says how much there was to heal; without a next one the hold is
    /// over.
    case round(Round, first: Round, next: NextRound?)
    /// Something that a person should know, said once.
    case notice(Notice)
}

/// Hears nothing.
package struct SilentObserver: RunObserver {
    /// Hears nothing.
    package init() {}
    /// Ignores it.
    package func observe(_ event: RunEvent) {}
}
