import ArgumentParser

/// How hard to try, and how long.
struct EffortOptions: ParsableArguments {
    @Option(Settings.policy.retries) var retries: Int?
    @Option(Settings.policy.deadline) var deadline: TimeSpan?
    @Option(Settings.policy.stall) var stall: TimeSpan?

    func validate() throws {
        try Settings.policy.deadline.validate(deadline)
        try Settings.policy.stall.validate(stall)
    }
}
