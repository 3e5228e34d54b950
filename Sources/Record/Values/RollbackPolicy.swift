/// What a fault in the rollback set means to a deploy (`policy.rollback`). The set is verified and reported whatever it says.
package enum RollbackPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// It decides like the new set: a deploy that could not be undone must not begin.
    case block
    /// What is refused there refuses; what is undecided there is only told.
    case refused
    /// It is only told.
    case warn

    /// What a verdict on the rollback set adds to that of the run.
    package func counted(_ verdict: Verdict) -> Verdict {
        switch self {
        case .block: verdict
        case .refused: verdict == .refused ? .refused : .verified
        case .warn: .verified
        }
    }

    /// Whether faults with this verdict, in the rollback set alone, are reported and do not stop the deploy.
    package func waives(_ verdict: Verdict) -> Bool { !verdict.isGood && counted(verdict).isGood }
}
