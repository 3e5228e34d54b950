import ArgumentParser

/// How hard to try, and how long.
struct EffortOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Try again this often when a backend cannot be asked (default: 3).", valueName: "n"),
        transform: NumberArgument.of(NumberArgument.retries))
    var retries: Int?

    @Option(
        help: ArgumentHelp(
            "End the run after this time; what is open is undecided (default: 8m).", valueName: "duration"),
        transform: TimeSpan.argument)
    var deadline: TimeSpan?

    @Option(
        help: ArgumentHelp("Give up a transfer that stops moving for this long (default: 15s).", valueName: "duration"),
        transform: TimeSpan.argument)
    var stall: TimeSpan?

    func validate() throws {
        for (name, value) in [("--deadline", deadline), ("--stall", stall)] {
            if let value, value.seconds <= 0 { throw ValidationError("\(name) takes a time longer than 0") }
        }
    }
}
