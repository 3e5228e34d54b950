import ArgumentParser
import Gate
import Record
import Release
import Report

/// Which of scap's files and sets are meant.
struct ScapOptions: ParsableArguments {
    @Option(Settings.scap.set) var sets: ScapSets?
    @Option(Settings.scap.deployments, default: "scap.deployments") var deployments: String?
    @Option(Settings.scap.releaseDirectory, default: "scap.release-dir") var releaseDir: String?

    @Option(
        Settings.policy.undecided,
        help: "What an undecided run means to the deploy: block, or warn to exit with 0 and a loud last line",
        default: "\(Settings.policy.undecided.defaultText); warn where only the rollback set is looked at")
    var undecided: UndecidedPolicy?

    @Option(
        Settings.policy.rollback,
        help:
            "What faults of the rollback set mean to the deploy: block; refused, only what is refused blocks; or warn",
        default: "\(Setup.scapRollbackPolicy)")
    var rollbackPolicy: RollbackPolicy?

    @Option(
        help: ArgumentHelp(
            "Write a report to a file too, in a format of blobgate check; repeatable. The text goes to standard output in any case.",
            valueName: "format=path"), transform: OutputTarget.argument)
    var output: [OutputTarget] = []

    func validate() throws {
        for target in output where target.path == nil {
            throw ValidationError(
                "--output \(target.format.rawValue): standard output is for scap's log; give a path, as in json=FILE"
            )
        }
        try reports.validateOutputs()
    }

    /// What is written where.
    var reports: OutputOptions {
        get throws {
            var options = try OutputOptions.parse([])
            options.output = output + [OutputTarget(format: .text, path: nil)]
            return options
        }
    }

    /// The same as options of a check, without a wait: it would keep scap's lock.
    var verdict: VerdictOptions {
        get throws {
            var verdict = try VerdictOptions.parse([])
            verdict.undecided = undecided
            verdict.rollbackPolicy = rollbackPolicy
            return verdict
        }
    }
}
