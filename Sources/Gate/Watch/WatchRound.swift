package import Record

/// What one round of a watch may and must read.
package struct WatchRound: Hashable, Sendable {
    /// The time between two rounds.
    package var every: Duration
    /// The longest time that a proof counts.
    package var within: Duration
    /// The most bytes to read; `nil` for no limit.
    package var credit: Int64?
    /// What was faulty: it is read again, even if a proof covers it.
    package var urgent: Set<FaultPlace>
    /// Whether that comes first. If it always did, a fault that stays open could use up the budget of every round, and no
    /// other fault would be found.
    package var urgentFirst: Bool

    package init(
        every: Duration, within: Duration, credit: Int64? = nil, urgent: Set<FaultPlace> = [], urgentFirst: Bool = true
    ) {
        self.every = every
        self.within = within
        self.credit = credit
        self.urgent = urgent
        self.urgentFirst = urgentFirst
    }
}
