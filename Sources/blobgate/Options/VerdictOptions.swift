import ArgumentParser
import Gate

/// What a verdict means to the deploy.
struct VerdictOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What an undecided run means to a deploy: block, or warn to exit with 0 and a loud last line "
                + "(default: block).", valueName: "policy"))
    var undecided: UndecidedPolicy?
}
