/// How an undecided run affects a deploy (`policy.undecided`). It never turns a refusal into a pass.
package enum UndecidedPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// The deploy must not continue: exit code 75.
    case block
    /// The deploy continues, with a prominent last line: exit code 0. The verdict stays `undecided`.
    case warn
}
