import ArgumentParser
import Gate

/// What a verdict means to the deploy.
struct VerdictOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What an undecided run means to a deploy: block, or warn to exit with 0 and a loud last line "
                + "(default: block).", valueName: "policy"))
    var undecided: UndecidedPolicy?

    @Option(
        help: ArgumentHelp(
            "What faults of the --rollback set mean to a deploy: block; refused, only what is refused blocks; or warn "
                + "(default: block).", valueName: "policy"))
    var rollbackPolicy: RollbackPolicy?

    @Option(
        help: ArgumentHelp(
            "Wait this long at most for what is refused or undecided to heal, and look again and again at that only; "
                + "--deadline then holds for each look (default: look once).", valueName: "duration"),
        transform: TimeSpan.argument)
    var hold: TimeSpan?

    func validate() throws {
        if let hold, hold.seconds <= 0 { throw ValidationError("--hold takes a time longer than 0") }
    }
}
