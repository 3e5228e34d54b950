package import Foundation
package import Record

/// One run in a list of runs.
package struct RunSummary: Hashable, Sendable, Identifiable {
    package let id: RunID
    package let startedAt: Date
    /// When it ended; `nil` while it goes on, and for ever when its process was killed.
    package let finishedAt: Date?
    /// The machine and network position that it looked from.
    package let vantage: String
    /// The version of Blobgate that ran.
    package let version: String
    /// The subcommand: `check`, `recheck`, `diagnose`, or `import` for what other ledgers told.
    package let command: String
    /// The run that it repeated; it may have been pruned since.
    package let recheckOf: RunID?
    /// The verdict; `nil` while it goes on and when it was interrupted.
    package let verdict: Verdict?
    /// The exit code; `nil` while it goes on and when its process was killed.
    package let exitCode: Int32?
    /// Whether it has not ended and its process still lives. Of a process in another PID namespace this is not known,
    /// and said to be false.
    package let isRunning: Bool
    /// How many paths ended how, by the latest record of each.
    package let claims: [ClaimOutcome: Int]

    /// Whether it ended, or was ended, without a verdict.
    package var isInterrupted: Bool { verdict == nil && !isRunning }
}

/// One run with all that the ledger knows of it.
package struct RunRecord: Hashable, Sendable, Identifiable {
    /// The run as a list shows it.
    package let summary: RunSummary
    /// The inputs as `begin` got them.
    package let request: Data
    /// The record of the run as `finish` encoded it; of an import, its result.
    package let report: Data?
    /// Each record of each claim, in the order of recording.
    package let claims: [ClaimRecord]

    package var id: RunID { summary.id }

    /// Everything that the run established; `nil` for one that did not end, or was made by a version that wrote another form.
    package var run: Run? { report.flatMap { try? RunCoding.decode(Run.self, from: $0) } }
}
