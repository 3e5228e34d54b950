/// What an undecided run means to a deploy (`policy.undecided`). It never turns a refusal into a pass.
package enum UndecidedPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// The deploy must not go on: exit code 75.
    case block
    /// The deploy goes on, with a loud last line: exit code 0. The verdict stays `undecided`.
    case warn
}
