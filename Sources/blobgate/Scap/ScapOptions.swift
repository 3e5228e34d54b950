import ArgumentParser
import Gate
import Record
import Release
import Report

/// scap's files and the sets to check.
struct ScapOptions: ParsableArguments {
    @Option(Settings.scap.set) var sets: ScapSets?
    @Option(Settings.scap.deployments, default: "scap.deployments") var deployments: String?
    @Option(Settings.scap.releaseDirectory, default: "scap.release-dir") var releaseDir: String?

    @Option(Settings.scap.kubeconfig, default: "scap.kubeconfig") var kubeconfig: String?

    @Option(
        Settings.policy.undecided,
        help: "How an undecided run affects the deploy: block, or warn to exit 0 with a prominent last line",
        default: "\(Settings.policy.undecided.defaultText); warn if only the rollback set is checked")
    var undecided: UndecidedPolicy?

    @Option(
        Settings.policy.rollback,
        help:
            "How faults in the rollback set affect the deploy: block; refused, only refusals block; or warn",
        default: "\(Setup.scapRollbackPolicy)")
    var rollbackPolicy: RollbackPolicy?

    @Option(
        help: ArgumentHelp(
            "Also write a report to a file, in a format of blobgate check; repeatable. The text always goes to standard output.",
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

    /// The reports to write.
    var reports: OutputOptions {
        get throws {
            var options = try OutputOptions.parse([])
            options.output = output + [OutputTarget(format: .text, path: nil)]
            return options
        }
    }

    /// The same as options of a check, without a hold, which would keep scap's lock.
    var verdict: VerdictOptions {
        get throws {
            var verdict = try VerdictOptions.parse([])
            verdict.undecided = undecided
            verdict.rollbackPolicy = rollbackPolicy
            return verdict
        }
    }
}
