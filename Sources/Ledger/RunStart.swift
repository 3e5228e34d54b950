package import Foundation

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
