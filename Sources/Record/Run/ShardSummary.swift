package import Foundation

/// A shard in the record of a merge.
package struct ShardSummary: Codable, Hashable, Sendable {
    package let shard: Shard
    /// The file that the record was read from.
    package let file: String
    package let command: Run.Command
    /// The number of the run in its ledger.
    package let number: Int64?
    package let vantage: String
    package let started: Date
    package let finished: Date
    package let verdict: Verdict
    package let exitCode: ExitCode
    /// The number of claims that the shard had to prove.
    package let claims: Int
    package let bytesPulled: Int64

    init(_ shard: Shard, _ run: Run, file: String) {
        self.shard = shard
        self.file = file
        command = run.command
        number = run.number
        vantage = run.vantage
        started = run.started
        finished = run.finished
        verdict = run.verdict
        exitCode = run.exitCode
        claims = run.totals.claims
        bytesPulled = run.totals.bytesPulled
    }
}
