import ArgumentParser
import Gate

/// How hard to try, how long, and what may be reused.
struct PolicyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How far to look; manifest and presence prove no blob. Default: full; for recheck, as the earlier run.",
            valueName: "depth"))
    var depth: Depth?

    @Flag(
        help: "Pull foreign layers that the registry has not got from the https URLs that their descriptors name.")
    var foreign = false

    @Flag(
        help: "Prove also what refers to the images on each backend: signatures, attestations, lists of parts.")
    var referrers = false

    @Option(
        help: ArgumentHelp("Reuse proofs younger than this (default: 6h).", valueName: "duration"),
        transform: TimeSpan.argument)
    var maxAge: TimeSpan?

    @Flag(help: "Reuse nothing that was proven before this run.") var fresh = false

    @Option(
        help: ArgumentHelp(
            "Of what is reused, read random ranges of 1 MiB again, the longest unread first: N% of it, or so many bytes "
                + "(64MiB), on each backend (default: none).", valueName: "budget"),
        transform: { text in
            guard let budget = SpotBudget(text) else { throw ValidationError("expected \(SpotBudget.expected)") }
            return budget
        })
    var spot: SpotBudget?

    @OptionGroup var effort: EffortOptions

    @Option(
        help: ArgumentHelp("Transfers at a time, over all backends (default: 8).", valueName: "n"),
        transform: NumberArgument.of(NumberArgument.jobs))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "What \"bad, then good\" means: refuse, or reads:N to pass, and say so, after N good reads in a row "
                + "(default: refuse).", valueName: "policy"),
        transform: { text in
            guard let policy = FlappingPolicy(text) else {
                throw ValidationError("expected \(FlappingPolicy.expected)")
            }
            return policy
        })
    var flapping: FlappingPolicy?

    /// Nothing but this is given.
    static func of(_ effort: EffortOptions) throws -> PolicyOptions {
        var policy = try PolicyOptions.parse([])
        policy.effort = effort
        return policy
    }
}
