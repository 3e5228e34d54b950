package import Foundation

package enum RunVerdict: String, Hashable, Sendable, CaseIterable {
    /// Every claim was verified.
    case verified
    /// At least one backend has wrong content, or has not got it.
    case refused
    /// At least one backend could not be asked in time.
    case undecided
    /// A fault was seen that a recorded exception let pass.
    case overridden
    /// No fault was seen, at a depth that proves nothing about the bytes.
    case unproven
}

/// What is known when a run begins.
package struct RunStart: Hashable, Sendable {
    /// When it began, to the millisecond.
    package let startedAt: Date
    /// The machine and network position that it looks from.
    package let vantage: String
    package let version: String
    /// The subcommand: `check`, `recheck` or `diagnose`.
    package let command: String
    /// The inputs as JSON, opaque to the ledger, so that `recheck` can repeat them.
    package let request: Data
    /// The run that a recheck repeats. It may have been pruned since.
    package let recheckOf: RunID?

    /// A start from its parts; the time is rounded to the millisecond that the ledger keeps.
    package init(
        startedAt: Date, vantage: String, version: String, command: String, request: Data, recheckOf: RunID? = nil
    ) {
        self.startedAt = Milliseconds(startedAt).date
        self.vantage = vantage
        self.version = version
        self.command = command
        self.request = request
        self.recheckOf = recheckOf
    }
}

/// What is known when a run ends.
package struct RunEnd: Hashable, Sendable {
    /// When it ended, to the millisecond.
    package let finishedAt: Date
    /// The verdict; `nil` when it was interrupted.
    package let verdict: RunVerdict?
    package let exitCode: Int32
    /// The JSON report, opaque to the ledger.
    package let report: Data

    /// An end from its parts; the time is rounded to the millisecond that the ledger keeps.
    package init(finishedAt: Date, verdict: RunVerdict?, exitCode: Int32, report: Data) {
        self.finishedAt = Milliseconds(finishedAt).date
        self.verdict = verdict
        self.exitCode = exitCode
        self.report = report
    }
}
