import ArgumentParser
import Gate
import Record

/// Depth, effort, time limits and reuse of proofs.
struct PolicyOptions: ParsableArguments {
    @Option(
        Settings.policy.depth, default: "\(Settings.policy.depth.defaultText); recheck: that of the earlier run")
    var depth: Depth?
    @Option(Settings.release.nodes) var nodes: NodeKinds?
    @Flag(Settings.policy.foreign) var foreign: Bool
    @Flag(Settings.policy.referrers) var referrers: Bool
    @Option(Settings.policy.maxAge) var maxAge: TimeSpan?
    @Flag(Settings.policy.fresh) var fresh: Bool
    @Option(Settings.policy.spot) var spot: SpotBudget?
    @OptionGroup var effort: EffortOptions
    @Option(Settings.policy.jobs) var jobs: Int?
    @Option(Settings.policy.flapping) var flapping: FlappingPolicy?

    /// Options with only these values.
    static func of(_ effort: EffortOptions) throws -> PolicyOptions {
        var policy = try PolicyOptions.parse([])
        policy.effort = effort
        return policy
    }
}
