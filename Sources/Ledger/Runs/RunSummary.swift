package import Foundation
package import Record

/// One run in a list of runs.
package struct RunSummary: Hashable, Sendable, Identifiable {
    package let id: RunID
    package let startedAt: Date
    /// When it ended; `nil` while it is running, and permanently if its process was killed.
    package let finishedAt: Date?
    /// The machine and network position it ran from.
    package let vantage: String
    /// The version of Blobgate that ran.
    package let version: String
    /// The subcommand: `check`, `recheck` or `diagnose`; `import` for entries from other ledgers.
    package let command: String
    /// The run that it repeats; it may have been pruned.
    package let recheckOf: RunID?
    /// The verdict; `nil` while it is running, or if it was interrupted.
    package let verdict: Verdict?
    /// The exit code; `nil` while it is running, or if its process was killed.
    package let exitCode: Int32?
    /// Whether it has not ended and its process is alive. Always false for a process in another PID namespace, which
    /// cannot be checked.
    package let isRunning: Bool
    /// The number of paths per outcome, by the latest record of each path.
    package let claims: [ClaimOutcome: Int]

    /// Whether it ended, or was killed, without a verdict.
    package var isInterrupted: Bool { verdict == nil && !isRunning }
}

/// One run with all of its records.
package struct RunRecord: Hashable, Sendable, Identifiable {
    /// The run as shown in a list.
    package let summary: RunSummary
    /// The inputs as passed to `begin`.
    package let request: Data
    /// The run record as encoded by `finish`; for an import, its result.
    package let report: Data?
    /// All records of all claims, in order of recording.
    package let claims: [ClaimRecord]

    package var id: RunID { summary.id }

    /// The decoded run record; `nil` if the run did not end, or was recorded by a version with another format.
    package var run: Run? { report.flatMap { try? RunCoding.decode(Run.self, from: $0) } }
}
