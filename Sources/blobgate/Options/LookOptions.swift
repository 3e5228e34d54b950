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

    /// The same as options of a check, of which the others are not given.
    var policy: PolicyOptions {
        get throws {
            var policy = try PolicyOptions.parse([])
            policy.retries = retries
            policy.deadline = deadline
            policy.stall = stall
            return policy
        }
    }
}
