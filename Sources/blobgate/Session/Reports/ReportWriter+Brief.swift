import Gate
import Glibc
import Record
import Report

extension ReportWriter {
    /// Whether no report is on a standard stream, where a person would look for the reason of a refusal.
    private var isSilent: Bool {
        let isShown = output.targets.contains { $0.path.map { WrittenFile(path: $0).isStandardStream } ?? false }
        let isPrinted = isForGitHub || output.targets.contains { $0.path == nil }
        return !isShown && (!isPrinted || Standard.isOutputLost)
    }

    /// Prints the verdict and the items to act on on standard error, if all reports are in files or were lost.
    func tellIfSilent(_ run: Run) { if isSilent { tell(run) } }

    /// Prints the verdict and the items to act on on standard error.
    func tell(_ run: Run) {
        let traits = TerminalTraits(descriptor: STDERR_FILENO)
        var options = TextOptions(
            verbosity: .quiet, color: traits.usesColor, width: manner.isLog ? Self.logWidth : traits.textWidth)
        options.deploy = manner.deploy
        options.flags = flags
        let text = output.quiet ? TextReport.problems(run, options: options) : TextReport.render(run, options: options)
        // Both streams are scanned for workflow commands.
        let isScanned = environment[.gitHubActions] == "true" && !text.isEmpty
        Standard.error(report: isScanned ? GitHubReport.fenced(text, token: RandomToken.make()) : text)
    }
}
