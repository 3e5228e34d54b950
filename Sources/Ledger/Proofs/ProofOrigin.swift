/// The origin of an imported proof: the run in its ledger, and the machine it ran on.
package struct ProofOrigin: Hashable, Sendable {
    /// The run number in that machine's ledger.
    package let run: RunID
    /// The machine and network position of the run.
    package let vantage: String

    package init(run: RunID, vantage: String) {
        self.run = run
        self.vantage = vantage
    }
}

extension Proof {
    /// The origin in words: `run 12`, or `run 12 on ci-7` for another machine.
    package var seenBy: String { origin.map { "run \($0.run) on \($0.vantage)" } ?? "run \(run)" }
}
