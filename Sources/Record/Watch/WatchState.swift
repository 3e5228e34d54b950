internal import OCI

/// What a watch knows after its rounds: the faults that are open, and what has to be told. A pure state machine.
///
/// A fault stays open until its content was read again and was right, or is no longer part of what is watched. An unread
/// fault is not healed.
package struct WatchState: Hashable, Sendable {
    /// The condition of what is watched, the worst that applies.
    package enum Condition: String, Codable, Hashable, Sendable, CaseIterable {
        /// Every byte was proven recently enough.
        case good
        /// No fault is known, but some bytes were not proven recently enough.
        case behind
        /// Something could not be checked.
        case undecided
        /// A fault is open.
        case refused
    }

    /// Refused faults that have not healed, in the order in which they were found.
    package private(set) var open: [Finding] = []
    /// The condition after the last round; `nil` before the first.
    package private(set) var condition: Condition?
    /// How many rounds in a row could not check something.
    package private(set) var undecidedRounds = 0
    /// The places that the next round reads even if proofs cover them.
    package private(set) var urgent: Set<FaultPlace> = []
    /// How many undecided rounds in a row are normal.
    private let patience: Int
    private var isUndecidedTold = false
    /// Whether the open faults are from the ledger, which may have those of another watch too.
    private var isInherited = false

    /// - Parameter patience: More undecided rounds in a row than this are told.
    package init(patience: Int) { self.patience = patience }

    /// Continues a watch whose last round is known, so that what it told is not told again.
    package init(patience: Int, after last: Run) {
        self.patience = patience
        open = Self.refusals(of: last)
        urgent = Set(open.map(\.place))
        condition = open.isEmpty ? nil : .refused
        isInherited = true
    }

    /// Takes the record of a round.
    /// - Returns: What has changed, if anything.
    package mutating func take(_ run: Run) -> WatchChange? {
        let now = Self.refusals(of: run)
        let view = RoundView(run)
        if isInherited, !run.images.isEmpty {
            open.removeAll { !view.isOfImages($0.place) }
            isInherited = false
        }
        let kept = open.filter { before in
            !now.contains { $0.place == before.place } && !view.isOver(before.place)
        }
        let new = now.filter { fault in !open.contains { $0.place == fault.place } }
        let wasRefused = !open.isEmpty
        open = kept + now
        let unchecked = view.unchecked
        urgent = Set((open + unchecked).map(\.place))
        if run.stopped?.isSignal != true { undecidedRounds = unchecked.isEmpty ? 0 : undecidedRounds + 1 }
        condition = !open.isEmpty ? .refused : !unchecked.isEmpty ? .undecided : view.isBehind ? .behind : .good
        // Whatever else is told now: the end of what was told as undecided must not be told again later.
        let isDecidedAgain = isUndecidedTold && undecidedRounds == 0
        if isDecidedAgain { isUndecidedTold = false }
        if !new.isEmpty { return WatchChange(kind: .refused, faults: new, open: open.count) }
        if wasRefused || isDecidedAgain, open.isEmpty { return WatchChange(kind: .healed, faults: [], open: 0) }
        return undecidedChange(unchecked)
    }

    /// Takes a round that ended before it had a verdict: an unreadable input, for example.
    package mutating func takeFailure() -> WatchChange? {
        undecidedRounds += 1
        if open.isEmpty { condition = .undecided }
        return undecidedChange([])
    }

    private mutating func undecidedChange(_ unchecked: [Finding]) -> WatchChange? {
        guard undecidedRounds > patience, !isUndecidedTold else { return nil }
        isUndecidedTold = true
        return WatchChange(kind: .undecided, faults: unchecked, open: open.count)
    }

    /// One refusal for each place.
    private static func refusals(of run: Run) -> [Finding] {
        var places: Set<FaultPlace> = []
        return run.findings.filter { $0.weight == .refuses && places.insert($0.place).inserted }
    }
}

/// What has changed in a watch.
package struct WatchChange: Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// Faults were found that were not known.
        case refused
        /// The last open fault is gone, or everything can be checked again.
        case healed
        /// Something could not be checked for more rounds than is normal.
        case undecided
    }

    package let kind: Kind
    /// The new faults, or what could not be checked.
    package let faults: [Finding]
    /// The number of open faults.
    package let open: Int

    package init(kind: Kind, faults: [Finding], open: Int) {
        self.kind = kind
        self.faults = faults
        self.open = open
    }
}

/// What one round shows about the faults of earlier ones.
private struct RoundView {
    /// What could not be checked for another reason than the limits of the round. Names and manifests are read in every round:
    /// what the limits kept from being read of these was not left for later.
    let unchecked: [Finding]
    /// Whether bytes were left for a later round that no fresh proof covers.
    let isBehind: Bool
    private let run: Run
    private let unproven: Set<FaultPlace>
    private let proven: Set<FaultPlace>
    private let isComplete: Bool

    init(_ run: Run) {
        self.run = run
        let undecided = run.findings.filter { $0.weight == .undecided }
        let manifests = Set(run.claims.filter { $0.kind == .manifest }.map(\.place))
        unchecked = undecided.filter { finding in
            let place = finding.place.ofContent
            return !finding.code.isConsequence || place.digest == nil || manifests.contains(place)
        }
        let left = run.claims.filter { $0.status == .planned }
        isBehind = !left.isEmpty || undecided.count > unchecked.count || run.images.isEmpty
        unproven = Set(undecided.map(\.place)).union(left.map(\.place))
        proven = Set(run.claims.filter(\.status.isProof).map(\.place))
        isComplete = undecided.isEmpty && run.stopped == nil && !run.images.isEmpty
    }

    /// Whether an image of the round has the repository of a fault.
    func isOfImages(_ place: FaultPlace) -> Bool {
        run.images.contains {
            $0.reference.registry == place.registry
                && (place.repository == nil || $0.reference.repository == place.repository)
        }
    }

    /// Whether a fault that this round does not have is over: its content was right, or is no longer watched.
    func isOver(_ place: FaultPlace) -> Bool {
        if unproven.contains(place) { return false }
        return proven.contains(place) || isComplete
    }
}

extension Run.Claim {
    /// The place of a fault of this claim.
    package var place: FaultPlace {
        FaultPlace(registry, backend: backend, repository: repository, digest: digest)
    }
}

extension Run.Stop {
    fileprivate var isSignal: Bool { if case .signal = self { true } else { false } }
}
