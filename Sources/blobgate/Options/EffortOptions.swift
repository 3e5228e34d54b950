import ArgumentParser

/// Retries and time limits.
struct EffortOptions: ParsableArguments {
    @Option(Settings.policy.retries) var retries: Int?
    @Option(Settings.policy.deadline) var deadline: TimeSpan?
    @Option(Settings.policy.stall) var stall: TimeSpan?

    @Option(Settings.policy.limitRate) var limitRate: Int64?
    @Option(Settings.policy.limitRateTotal) var limitRateTotal: Int64?

    func validate() throws {
        try Settings.policy.deadline.validate(deadline)
        try Settings.policy.stall.validate(stall)
    }
}
