/// Who saw what another ledger's proof says: the run of that ledger, and the machine that it looked from.
package struct ProofOrigin: Hashable, Sendable {
    /// The number of the run in the ledger of that machine.
    package let run: RunID
    /// The machine and network position that it looked from.
    package let vantage: String

    package init(run: RunID, vantage: String) {
        self.run = run
        self.vantage = vantage
    }
}

extension Proof {
    /// Who saw it, in words: `run 12`, or of another machine `run 12 on ci-7`.
    package var seenBy: String { origin.map { "run \($0.run) on \($0.vantage)" } ?? "run \(run)" }
}
