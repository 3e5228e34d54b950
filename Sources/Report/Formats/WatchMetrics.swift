internal import Record

extension MetricsText {
    /// The metrics that only a watch has.
    mutating func add(_ round: WatchRoundReport) {
        gauge(
            "blobgate_watch_condition", "The condition of a watch: 1 for the actual one, 0 for the others.",
            WatchState.Condition.allCases.map { ([("condition", $0.rawValue)], $0 == round.condition ? 1 : 0) })
        gauge("blobgate_watch_open_faults", "Refused faults that have not healed.", Double(round.open.count))
        guard let progress = round.progress else { return }
        gauge("blobgate_watch_within_seconds", "Every byte is to be read once within this time.", progress.within)
        gauge(
            "blobgate_watch_bytes", "Bytes of all blobs on all backends, by whether a recent proof covers them.",
            [
                ([("state", "proven")], Double(progress.provenBytes)),
                ([("state", "unproven")], Double(progress.bytes - progress.provenBytes)),
            ])
        gauge(
            "blobgate_watch_unproven_claims", "Blobs on backends without a recent proof.",
            Double(progress.unprovenClaims))
        gauge("blobgate_watch_oldest_proof_age_seconds", "Age of the oldest proof that counts.", progress.oldestAge)
        if let budget = progress.budgetPerRound {
            gauge("blobgate_watch_round_budget_bytes", "Bytes that a round may pull on average.", Double(budget))
        }
    }
}
