package import Foundation

/// How far a watch has come toward "every byte within this time".
package struct WatchProgress: Hashable, Sendable {
    /// The bytes of all blobs on all backends.
    package let bytes: Int64
    /// Those with a proof that is recent enough.
    package let provenBytes: Int64
    /// The claims to blobs without such a proof.
    package let unprovenClaims: Int
    /// The images that some backend did not resolve, so that their blobs are not known there.
    package let unresolvedImages: Int
    /// The age of the oldest proof in seconds; 0 if everything was read in this round, or nothing is proven.
    package let oldestAge: TimeInterval
    /// The bytes that the round pulled.
    package let pulledBytes: Int64
    /// The longest time that a proof counts, in seconds.
    package let within: TimeInterval
    /// The bytes that a round may pull on average; `nil` without a budget.
    package let budgetPerRound: Int64?

    package init(_ run: Run, within: Duration, budgetPerRound: Int64?) {
        let blobs = run.claims.filter { $0.kind != .manifest && $0.status.isWatched }
        let proven = blobs.filter(\.status.isProof)
        bytes = blobs.lazy.map { $0.size ?? 0 }.byteSum
        provenBytes = proven.lazy.map { $0.size ?? 0 }.byteSum
        unprovenClaims = blobs.count - proven.count
        unresolvedImages = run.images.count { image in
            image.views.isEmpty || image.views.contains { $0.digest == nil && $0.isWatched }
        }
        oldestAge =
            proven.compactMap(\.status.reuse?.provenAt).min().map { max(0, run.finished.timeIntervalSince($0)) } ?? 0
        pulledBytes = run.totals.bytesPulled
        self.within = within / .seconds(1)
        self.budgetPerRound = budgetPerRound
    }

    /// The proven share, from 0 to 1.
    package var share: Double { bytes == 0 ? (isComplete ? 1 : 0) : Double(provenBytes) / Double(bytes) }

    /// Whether everything has a proof that is recent enough.
    package var isComplete: Bool { unprovenClaims == 0 && unresolvedImages == 0 }
}

extension Run.View {
    /// Whether it matters that the image does not resolve: a gap that is only reported does not.
    fileprivate var isWatched: Bool { findings.isEmpty || findings.contains { $0.weight != .reported } }
}

extension Run.Claim.Status {
    /// Whether the claim is one that has to be proven here: a gap that is only reported is not.
    fileprivate var isWatched: Bool {
        if case .faulty(let finding) = self { return finding.weight != .reported }
        return !isOtherShard
    }
}

/// One round of a watch, for its line, its metrics and its notifications.
package struct WatchRoundReport: Hashable, Sendable {
    /// Counted from 1 in this process.
    package let number: Int
    /// The number of its run in the ledger.
    package let run: Int64?
    package let started: Date
    package let finished: Date
    package let condition: WatchState.Condition
    /// The faults that have not healed.
    package let open: [Finding]
    /// `nil` if the round ended before it had a verdict.
    package let progress: WatchProgress?

    package init(
        number: Int, run: Int64?, started: Date, finished: Date, condition: WatchState.Condition, open: [Finding],
        progress: WatchProgress?
    ) {
        self.number = number
        self.run = run
        self.started = started
        self.finished = finished
        self.condition = condition
        self.open = open
        self.progress = progress
    }
}
