/// What a run had established when it was ended by force, without its record.
package struct Standing: Hashable, Sendable {
    /// Why the run should have ended.
    package var stop: Run.Stop?
    /// The number of claims that were verified or present.
    package var good = 0
    /// The number of claims that were requested and remained undecided.
    package var undecided = 0
    /// The number of claims that refuse.
    package var refused = 0
    /// The first findings that refuse.
    package var refusals: [Finding] = []

    package init() {}

    /// A signal outranks a refusal. Nothing ends well that had to be ended by force.
    package var exitCode: ExitCode {
        if case .signal(let number) = stop { return number == 15 ? .terminated : .interrupted }
        return refused > 0 ? .refused : .undecided
    }
}
