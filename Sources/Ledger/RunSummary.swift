public import Foundation

/// One run in a list of runs.
public struct RunSummary: Hashable, Sendable, Identifiable {
    /// Its number.
    public let id: RunID
    /// When it began.
    public let startedAt: Date
    /// When it ended; `nil` while it goes on, and for ever when its process was killed.
    public let finishedAt: Date?
    /// The machine and network position that it looked from.
    public let vantage: String
    /// The version of Blobgate that ran.
    public let version: String
    /// The subcommand: `check`, `recheck`, `diagnose`, or `import` for what other ledgers told.
    public let command: String
    /// The run that it repeated; it may have been pruned since.
    public let recheckOf: RunID?
    /// The verdict; `nil` while it goes on and when it was interrupted.
    public let verdict: RunVerdict?
    /// The exit code; `nil` while it goes on and when its process was killed.
    public let exitCode: Int32?
    /// Whether it has not ended and its process still lives. Of a process in another PID namespace this is not known,
    /// and said to be false.
    public let isRunning: Bool
    /// How many paths ended how, by the latest record of each.
    public let claims: [ClaimOutcome: Int]

    /// Whether it ended, or was ended, without a verdict.
    public var isInterrupted: Bool { verdict == nil && !isRunning }
}

/// One run with all that the ledger knows of it.
public struct RunRecord: Hashable, Sendable, Identifiable {
    /// The run as a list shows it.
    public let summary: RunSummary
    /// The inputs as `begin` got them.
    public let request: Data
    /// The JSON report as `finish` got it.
    public let report: Data?
    /// Each record of each claim, in the order of recording.
    public let claims: [ClaimRecord]

    /// Its number.
    public var id: RunID { summary.id }
}
