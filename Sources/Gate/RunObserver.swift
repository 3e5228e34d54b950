package import Record
package import Transfer

/// Receives progress events of a run on any thread. Events of one claim arrive in order.
package protocol RunObserver: Sendable {
    /// Receives one event. Must return at once.
    func observe(_ event: RunEvent)
}

/// A progress event of a run.
package enum RunEvent: Sendable {
    /// Manifests of this many images are being read from this many backends.
    case resolving(images: Int, backends: Int)
    /// This many bytes of this many proven blobs are being spot-checked, over all backends.
    case spotChecking(blobs: Int, bytes: Int64)
    /// The claims are known: those to pull and those already proven.
    case planned(claims: Int, bytes: Int64, provenClaims: Int, provenBytes: Int64)
    /// The transfer of a blob starts; the counter follows it.
    case started(Claim, ByteCounter)
    /// An attempt failed; the next one follows after the pause.
    case retrying(Claim, JudgedObservation, after: Duration)
    /// Another gate is pulling the same path; this one waits for its result.
    case waiting(Claim, holder: String)
    /// The claim of a blob has its result.
    case finished(ClaimResult)
    /// All claims of a round are decided; faults have yet to be located.
    case decided(Run)
    /// A round of a hold is done. The first round shows how much has to heal; without a next round the hold is over.
    case round(Round, first: Round, next: NextRound?)
    /// A notice, reported once.
    case notice(Notice)
}

/// An observer that ignores all events.
package struct SilentObserver: RunObserver {
    package init() {}
    package func observe(_ event: RunEvent) {}
}
