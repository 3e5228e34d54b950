import ArgumentParser
import Gate

/// How hard to try where nothing is reused and everything is read.
struct LookOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Try again this often when a backend cannot be asked (default: 3).", valueName: "n"))
    var retries: Int?

    @Option(
        help: ArgumentHelp(
            "End the look after this time; what is open is undecided (default: 8m).", valueName: "duration"))
    var deadline: TimeSpan?

    @Option(
        help: ArgumentHelp("Give up a transfer that stops moving for this long (default: 15s).", valueName: "duration"))
    var stall: TimeSpan?

    func validate() throws { try policy.validate() }

    /// The same as options of a check.
    var policy: PolicyOptions {
        var policy = PolicyOptions()
        policy.depth = nil
        policy.foreign = false
        policy.maxAge = nil
        policy.fresh = false
        policy.retries = retries
        policy.deadline = deadline
        policy.stall = stall
        policy.jobs = nil
        policy.flapping = nil
        return policy
    }
}
