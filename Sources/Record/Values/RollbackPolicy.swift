/// How faults in the rollback set affect a deploy (`policy.rollback`). The set is always verified and reported.
package enum RollbackPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// It counts like the new set: a deploy that cannot be rolled back must not start.
    case block
    /// Refused claims refuse the deploy; undecided ones are only reported.
    case refused
    /// Faults are only reported.
    case warn

    /// The contribution of a rollback verdict to the verdict of the run.
    package func counted(_ verdict: Verdict) -> Verdict {
        switch self {
        case .block: verdict
        case .refused: verdict == .refused ? .refused : .verified
        case .warn: .verified
        }
    }

    /// Whether this verdict on the rollback set alone is only reported and does not stop the deploy.
    package func waives(_ verdict: Verdict) -> Bool { !verdict.isGood && counted(verdict).isGood }
}
