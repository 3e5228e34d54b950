internal import ArgumentParser
import Gate
package import Release
import Report

/// Which of scap's files and sets are meant.
struct ScapOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "new: what was built; rollback: what the values files name, to which a failed deploy returns; both "
                + "(default: both, where the folder of values files is known).", valueName: "set"))
    var sets: ScapSets?

    @Option(
        help: ArgumentHelp(
            "scap's k8s_deployments_file: tells stage, release and cluster of an image (default: scap.deployments).",
            valueName: "file"))
    var deployments: String?

    @Option(
        help: ArgumentHelp(
            "scap's helmfile_mediawiki_release_dir, the folder of values files (default: scap.release-dir).",
            valueName: "folder"))
    var releaseDir: String?

    @Option(
        help: ArgumentHelp(
            "What an undecided run means to the deploy: block, or warn to exit with 0 and a loud last line (default: "
                + "block; warn where only the rollback set is looked at).", valueName: "policy"))
    var undecided: UndecidedPolicy?

    @Option(
        help: ArgumentHelp(
            "What faults of the rollback set mean to the deploy: block; refused, only what is refused blocks; or warn "
                + "(default: refused).", valueName: "policy"))
    var rollbackPolicy: RollbackPolicy?

    @Option(
        help: ArgumentHelp(
            "Write a report to a file too, in a format of blobgate check; repeatable. The text goes to standard output in any case.",
            valueName: "format=path"), transform: OutputTarget.argument)
    var output: [OutputTarget] = []

    func validate() throws {
        for target in output where target.path == nil {
            throw ValidationError(
                "--output \(target.format.rawValue): standard output is for scap's log; give a path, as in json=FILE")
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

extension ScapSets: ExpressibleByArgument {}
