import Gate
import Glibc
import Record
import Report

extension ReportWriter {
    /// Whether no report is on standard output, where a person would look for the reason of a refusal.
    private var isSilent: Bool {
        !isForGitHub
            && output.targets.allSatisfy { $0.path.map { !WrittenFile(path: $0).isStandardStream } ?? false }
    }

    /// Prints the verdict and the items to act on on standard error, if all reports are in files.
    func tellIfSilent(_ run: Run) {
        guard isSilent else { return }
        let traits = TerminalTraits(descriptor: STDERR_FILENO)
        var options = TextOptions(
            verbosity: .quiet, color: traits.usesColor,
            width: traits.isTerminal ? traits.size.columns : Self.plainWidth)
        options.deploy = manner.deploy
        options.flags = flags
        let text = output.quiet ? TextReport.problems(run, options: options) : TextReport.render(run, options: options)
        // Both streams are scanned for workflow commands.
        let isScanned = environment[.gitHubActions] == "true" && !text.isEmpty
        Standard.error(report: isScanned ? GitHubReport.fenced(text, token: RandomToken.make()) : text)
    }
}
