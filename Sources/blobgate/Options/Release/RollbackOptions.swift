import ArgumentParser
import Release

/// The images that a failed deploy rolls back to.
struct RollbackOptions: ParsableArguments {
    @Option(
        name: .customLong("rollback"),
        help: ArgumentHelp(
            "Also prove the images that a failed deploy rolls back to, and report them separately. "
                + "\(ReleaseInput.expected) Repeatable.", valueName: "[kind=]input"))
    var rollback: [String] = []
}
