/// Which of two faults of the same weight is told first.
package enum DiagnosisRank {
    /// Smaller is worse: content before absence before access, causes before consequences.
    package static func of(_ code: FindingCode) -> Int {
        switch code.family {
        case .content: 0
        case .absence: 1
        case .access:
            [.accessDeadline, .accessInterrupted, .accessWithheld, .accessGivenUp].contains(code) ? 3 : 2
        }
    }
}
