internal import Foundation
internal import HeapModule
internal import OCI
internal import OrderedCollections
internal import Record
internal import Registry

/// Decides which claim to pull next. A pure state machine; each step costs O(log n) in the number of claims.
///
/// - At most `jobs` run at a time, and per backend at most as many as its registry allows. Urgent claims come first, then the
///   largest.
/// - A backend without a running transfer finds a free slot as soon as a claim of it is ready, however slow the others are: some
///   slots are kept for such backends.
/// - A backend that fails to answer several claims in a row is given up for this run. Every further claim would cost the same
///   wait and occupy a slot that another backend could use.
/// - A blob that was never proven is pulled from one backend first, and from the others only if that one was good. A pull fills
///   caches, and bad storage would poison all of them (invariant 9). A backend that is unreachable or does not have the blob
///   says nothing about the storage, so the next one takes its place. The same goes for one that is too slow: its transfer is
///   ended, the next one leads, and the slow one comes last. Its lane then leads no blob that another lane can lead.
struct Schedule {
    enum Step: Equatable {
        /// Start this claim.
        case start(Claim)
        /// Nothing may start before this time, when a postponed claim may.
        case wait(until: Date)
        /// Nothing may start before a running claim ends.
        case busy
        /// Everything is done.
        case finished
    }

    /// How the end of a claim affects the claims that wait for it.
    enum Outcome {
        case good
        case badContent
        /// Unusable or absent, but the backend answered.
        case silent
        /// The backend did not answer.
        case unanswered
    }

    /// A claim that may start. The greatest starts first; among equal ranks, the one that has been ready longest.
    private struct Ready: Comparable {
        let claim: Claim
        let rank: Rank
        let number: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.rank, right.number) < (right.rank, left.number)
        }

        static func == (left: Self, right: Self) -> Bool { left.number == right.number }
    }

    private struct Rank: Comparable {
        let isUrgent: Bool
        let size: Int64

        static func < (left: Self, right: Self) -> Bool {
            left.isUrgent == right.isUrgent ? left.size < right.size : right.isUrgent
        }
    }

    /// A claim that may start again at a given time. Among equal times, the one postponed first comes first.
    private struct Postponed: Comparable {
        let claim: Claim
        let until: Date
        let number: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.until, left.number) < (right.until, right.number)
        }

        static func == (left: Self, right: Self) -> Bool { left.number == right.number }
    }

    private struct Lane {
        var ready: Heap<Ready> = []
        var running = 0
        var patience = Patience()
        /// Whether a transfer of this lane was ended because it was too slow.
        var isSlow = false
        /// The number of claims that are neither done nor withheld.
        var left = 0
        let limit: Int
    }

    private struct LaneName: Hashable {
        let registry: RegistryName
        let backend: String
    }

    private let jobs: Int
    private let isUrgent: (ClaimGroup) -> Bool
    private var lanes: OrderedDictionary<LaneName, Lane> = [:]
    private var waiting: [ClaimGroup: [Claim]] = [:]
    private var postponed: Heap<Postponed> = []
    private var running = 0
    /// The number of claims that have become ready or were postponed so far.
    private var numbered = 0
    /// Claims that are not pulled because the first backend served wrong bytes.
    private(set) var withheld: [Claim] = []
    /// Claims that are not requested because their backend was given up.
    private(set) var givenUp: [Claim] = []

    init(
        _ claims: [Claim], jobs: Int, transfersPerBackend: (Backend) -> Int, everProven: (ClaimGroup) -> Bool,
        isUrgent: @escaping (ClaimGroup) -> Bool = { _ in false }
    ) {
        self.jobs = max(1, jobs)
        self.isUrgent = isUrgent
        for claim in claims {
            lanes[Self.lane(claim), default: Lane(limit: max(1, transfersPerBackend(claim.backend)))].left += 1
        }
        for (group, claims) in OrderedDictionary(grouping: claims, by: \.group) {
            guard claims.count > 1, !everProven(group) else {
                claims.forEach { enqueue($0) }
                continue
            }
            let members = claims.sorted { Self.turn(of: $0.backend.role) < Self.turn(of: $1.backend.role) }
            waiting[group] = Array(members.dropFirst())
            enqueue(members[0])
        }
    }

    mutating func next(now: Date) -> Step {
        while let earliest = postponed.min, earliest.until <= now {
            postponed.removeMin()
            enqueue(earliest.claim)
        }
        guard running < jobs else { return .busy }
        if let lane = laneOfGreatest(), let ready = lanes[lane]?.ready.popMax() {
            lanes[lane]?.running += 1
            running += 1
            return .start(ready.claim)
        }
        if let earliest = postponed.min { return .wait(until: earliest.until) }
        return running > 0 ? .busy : .finished
    }

    mutating func postpone(_ claim: Claim, until: Date) {
        left(claim)
        numbered += 1
        postponed.insert(Postponed(claim: claim, until: until, number: numbered))
    }

    /// Takes back a claim that may not start yet. `resume` makes it ready again.
    mutating func park(_ claim: Claim) { left(claim) }

    /// Makes claims ready that were parked.
    mutating func resume(_ claims: [Claim]) { claims.forEach { enqueue($0) } }

    /// The backends of the claim's group that need a turn while it runs, with its own; 1 if none waits that could lead instead.
    func backendsInTurn(_ claim: Claim) -> Int {
        guard let others = waiting[claim.group], others.contains(where: { !isSlow($0) }) else { return 1 }
        return others.count + 1
    }

    /// Ends the turn of a running claim that is too slow: another backend leads, and this one comes last.
    mutating func demote(_ claim: Claim) {
        left(claim)
        let name = Self.lane(claim)
        lanes[name]?.isSlow = true
        let ready = lanes[name]?.ready.unordered.sorted { $1 < $0 } ?? []
        let (led, kept) = (
            ready.filter { backendsInTurn($0.claim) > 1 }, ready.filter { backendsInTurn($0.claim) == 1 }
        )
        if !led.isEmpty { lanes[name]?.ready = Heap(kept) }
        for claim in [claim] + led.map(\.claim) { passTurn(of: claim) }
    }

    /// The best waiting claim leads instead of this one, which waits.
    private mutating func passTurn(of claim: Claim) {
        guard var others = waiting[claim.group], let next = others.firstIndex(where: { !isSlow($0) }) else {
            return enqueue(claim)
        }
        let leader = others.remove(at: next)
        waiting[claim.group] = others + [claim]
        enqueue(leader)
    }

    private func isSlow(_ claim: Claim) -> Bool { lanes[Self.lane(claim)]?.isSlow ?? false }

    mutating func finish(_ claim: Claim, _ outcome: Outcome) {
        left(claim)
        lanes[Self.lane(claim)]?.left -= 1
        lanes[Self.lane(claim)]?.patience.note(isAnswered: outcome != .unanswered)
        giveUpLane(of: claim)
        advance(claim.group, after: outcome)
    }

    /// Starts claims that were withheld after all.
    mutating func release(_ claims: [Claim]) {
        let released = Set(claims)
        withheld.removeAll { released.contains($0) }
        for claim in claims {
            lanes[Self.lane(claim)]?.left += 1
            enqueue(claim)
        }
    }

    /// Releases the claims that waited for this one.
    private mutating func advance(_ group: ClaimGroup, after outcome: Outcome) {
        guard let others = waiting[group], !others.isEmpty else { return }
        switch outcome {
        case .good:
            waiting[group] = nil
            others.forEach { enqueue($0) }
        case .badContent:
            withheld += others
            for claim in others { lanes[Self.lane(claim)]?.left -= 1 }
            waiting[group] = nil
        case .silent, .unanswered:
            var others = others
            let leader = others.remove(at: others.firstIndex { !isSlow($0) } ?? 0)
            waiting[group] = others
            enqueue(leader)
        }
    }

    private mutating func giveUpLane(of claim: Claim) {
        let name = Self.lane(claim)
        guard let lane = lanes[name], lane.patience.isOver else { return }
        let postponedHere = postponed.unordered.filter { Self.lane($0.claim) == name }.sorted { $0.number < $1.number }
        if !postponedHere.isEmpty { postponed = Heap(postponed.unordered.filter { Self.lane($0.claim) != name }) }
        lanes[name]?.ready = []
        for claim in lane.ready.unordered.sorted().map(\.claim) + postponedHere.map(\.claim) { giveUp(claim) }
    }

    private mutating func giveUp(_ claim: Claim) {
        givenUp.append(claim)
        lanes[Self.lane(claim)]?.left -= 1
        advance(claim.group, after: .unanswered)
    }

    private mutating func left(_ claim: Claim) {
        running -= 1
        lanes[Self.lane(claim)]?.running -= 1
    }

    private mutating func enqueue(_ claim: Claim) {
        let name = Self.lane(claim)
        // No other reference to the lane exists here, so its heap is mutated in place.
        guard lanes[name]?.patience.isOver == false else { return giveUp(claim) }
        numbered += 1
        let rank = Rank(isUrgent: isUrgent(claim.group), size: claim.size ?? 0)
        lanes[name]?.ready.insert(Ready(claim: claim, rank: rank, number: numbered))
    }

    /// The lane with the best first claim; the first such lane on a tie. Slow lanes come last, and leave half of all transfers to
    /// the others.
    private func laneOfGreatest() -> LaneName? {
        let isScarce = running + kept >= jobs
        var best: (lane: LaneName, rank: Rank, isSlow: Bool)?
        for (name, lane) in lanes where lane.running < (lane.isSlow ? min(lane.limit, max(1, jobs / 2)) : lane.limit) {
            guard let rank = lane.ready.max?.rank, lane.running == 0 || !isScarce else { continue }
            if best.map({ lane.isSlow == $0.isSlow ? rank > $0.rank : $0.isSlow }) ?? true {
                best = (name, rank, lane.isSlow)
            }
        }
        return best?.lane
    }

    /// The slots for lanes that have claims and run none, also while these wait for another lane: at most a quarter.
    private var kept: Int {
        min(jobs / 4, lanes.values.count { $0.left > 0 && $0.running == 0 })
    }

    private static func lane(_ claim: Claim) -> LaneName {
        LaneName(registry: claim.backend.registry, backend: claim.backend.name)
    }

    private static func turn(of role: Backend.Role) -> Int {
        switch role {
        case .direct: 0
        case .serving: 1
        case .standby: 2
        }
    }
}
