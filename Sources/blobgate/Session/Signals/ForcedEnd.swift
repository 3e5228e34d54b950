import Gate
import Record
import Report

/// The last words of a run that does not end by itself.
struct ForcedEnd: Sendable {
    let command: Run.Command
    let output: OutputOptions
    let writer: ReportWriter
    let tally: RunTally
    let control: RunControl

    /// The exit code, and how the results so far are reported.
    var ending: LastResort.Ending {
        let standing = tally.standing(control.reason)
        let isSignal = if case .signal = control.reason { true } else { false }
        let grace = isSignal ? LastResort.signalGrace : LastResort.grace
        guard let (run, isReporting) = tally.decided, !isSignal, run.exitCode != .verified else {
            return early(standing, grace)
        }
        return LastResort.Ending(code: run.exitCode) {
            Standard.error("blobgate: the run had not ended \(grace.components.seconds) s after its deadline\n")
            // Reports that are being written may be what hangs.
            if !isReporting { try? writer.write(run) }
            if isReporting { writer.tell(run) }
        }
    }

    private func early(_ standing: Standing, _ grace: Duration) -> LastResort.Ending {
        let failure = CommandFailure(standing.exitCode, StandingWords.text(standing, grace: grace))
        return LastResort.Ending(code: failure.code) {
            Standard.error("blobgate: \(failure.message)\n")
            EarlyEndReporter(command.rawValue, output).tell(failure)
        }
    }
}
