package import Foundation

/// The facts known when a run starts.
package struct RunStart: Hashable, Sendable {
    /// When it started, with millisecond precision.
    package let startedAt: Date
    /// The machine and network position it runs from.
    package let vantage: String
    package let version: String
    /// The subcommand: `check`, `recheck` or `diagnose`.
    package let command: String
    /// The inputs as JSON, opaque to the ledger, so that `recheck` can repeat them.
    package let request: Data
    /// The run that a recheck repeats; it may have been pruned.
    package let recheckOf: RunID?

    /// Creates a start; the time is rounded to milliseconds, the precision of the ledger.
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
