/// What a fault in the rollback set means to a deploy (`policy.rollback`). The set is verified and reported whatever it says.
package enum RollbackPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// It decides like the new set: a deploy that could not be undone must not begin.
    case block
    /// What is refused there refuses; what is undecided there is only told.
    case refused
    /// It is only told.
    case warn

    /// What a verdict on the rollback set adds to that of the run.
    func counted(_ verdict: Verdict) -> Verdict {
        switch self {
        case .block: verdict
        case .refused: verdict == .refused ? .refused : .verified
        case .warn: .verified
        }
    }
}

extension GateRun {
    /// Whether such a verdict on an image of the rollback set is only told.
    package func isLetPass(_ verdict: Verdict, of image: ImageResult) -> Bool {
        isLetPass(verdict, ofRollback: image.isRollbackOnly)
    }

    /// Whether such a verdict is only told where it is of the rollback set alone.
    package func isLetPass(_ verdict: Verdict, ofRollback isRollbackOnly: Bool) -> Bool {
        isRollbackOnly && rollback.map { RollbackStanding.isLetPass(verdict, $0.policy) } ?? false
    }
}

/// The images to which the deploy would return, as a finished run has found them.
package struct RollbackStanding: Hashable, Sendable {
    /// What faults of it mean to the deploy.
    package let policy: RollbackPolicy
    /// The verdict over its images, those included that the deploy starts too.
    package let verdict: Verdict
    /// How many images it has.
    package let images: Int
    /// How many of them are verified.
    package let verified: Int
    /// Whether it is the new set: then there is nothing to return to.
    package let equalsNew: Bool

    /// Whether faults of it are only told, and the deploy goes on.
    package var isLetPass: Bool { Self.isLetPass(verdict, policy) }

    /// Whether the policy lets such a verdict pass.
    package static func isLetPass(_ verdict: Verdict, _ policy: RollbackPolicy) -> Bool {
        !verdict.isGood && policy.counted(verdict).isGood
    }
}
