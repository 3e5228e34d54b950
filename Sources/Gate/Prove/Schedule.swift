internal import Foundation
internal import OCI
internal import Registry

/// Decides which claim may be pulled next: a pure state machine.
///
/// - At most `jobs` at a time, and per backend at most what its registry allows; what is urgent first, then the largest.
/// - A backend that gave no answer to several claims in a row is given up for this run: each further one would only cost
///   the same wait, and hold a place that another backend could use.
/// - A blob that was never proven before is pulled from one backend first, and from the others only when that one was
///   good: a pull fills caches, and a bad storage would poison all of them (invariant 9). A backend that cannot be
///   asked, or has not got it, says nothing of the storage: the next one takes its place.
struct Schedule {
    enum Step: Equatable {
        /// Start this one.
        case start(Claim)
        /// Nothing may start now; one that was put off may at this time.
        case wait(until: Date)
        /// Nothing may start before a running one ends.
        case busy
        /// All is done.
        case finished
    }

    /// What a claim's end says to those that wait for it.
    enum Outcome {
        case good
        case badContent
        /// It could not be used, or is not there; the backend answered.
        case silent
        /// The backend gave no answer.
        case unanswered
    }

    /// How many claims in a row a backend may leave without an answer before it is given up.
    static let patience = 3

    private struct Lane {
        var ready: [Claim] = []
        var running = 0
        var unanswered = 0
        let limit: Int

        var isGivenUp: Bool { unanswered >= Schedule.patience }
    }

    private let jobs: Int
    private let isUrgent: (ClaimGroup) -> Bool
    private var lanes: [String: Lane] = [:]
    private var laneOrder: [String] = []
    private var waiting: [ClaimGroup: [Claim]] = [:]
    private var postponed: [(claim: Claim, until: Date)] = []
    private var running = 0
    /// Claims that will not be pulled since the first backend served bad bytes.
    private(set) var withheld: [Claim] = []
    /// Claims that will not be asked for since their backend gave no answer to those before them.
    private(set) var givenUp: [Claim] = []

    init(
        _ claims: [Claim], jobs: Int, transfersPerBackend: (Backend) -> Int, everProven: (ClaimGroup) -> Bool,
        isUrgent: @escaping (ClaimGroup) -> Bool = { _ in false }
    ) {
        self.jobs = max(1, jobs)
        self.isUrgent = isUrgent
        for claim in claims where lanes[Self.lane(claim)] == nil {
            lanes[Self.lane(claim)] = Lane(limit: max(1, transfersPerBackend(claim.backend)))
            laneOrder.append(Self.lane(claim))
        }
        var groups: [ClaimGroup: [Claim]] = [:]
        var order: [ClaimGroup] = []
        for claim in claims {
            if groups[claim.group] == nil { order.append(claim.group) }
            groups[claim.group, default: []].append(claim)
        }
        for group in order {
            var members = groups[group] ?? []
            if members.count > 1, !everProven(group) {
                members.sort { Self.rank($0.backend.role) < Self.rank($1.backend.role) }
                waiting[group] = Array(members.dropFirst())
                members = Array(members.prefix(1))
            }
            members.forEach { enqueue($0) }
        }
    }

    mutating func next(now: Date) -> Step {
        for entry in postponed where entry.until <= now { enqueue(entry.claim) }
        postponed.removeAll { $0.until <= now }
        if running < jobs, let lane = largestReadyLane(), let claim = lanes[lane]?.ready.popLast() {
            lanes[lane]?.running += 1
            running += 1
            return .start(claim)
        }
        if let earliest = postponed.map(\.until).min(), running < jobs { return .wait(until: earliest) }
        return running > 0 ? .busy : .finished
    }

    mutating func postpone(_ claim: Claim, until: Date) {
        left(claim)
        postponed.append((claim, until))
    }

    mutating func finish(_ claim: Claim, _ outcome: Outcome) {
        left(claim)
        let unanswered = lanes[Self.lane(claim)]?.unanswered ?? 0
        lanes[Self.lane(claim)]?.unanswered = outcome == .unanswered ? unanswered + 1 : 0
        giveUpLane(of: claim)
        advance(claim.group, after: outcome)
    }

    /// Lets go what waited for a claim of its group.
    private mutating func advance(_ group: ClaimGroup, after outcome: Outcome) {
        guard let others = waiting[group], !others.isEmpty else { return }
        switch outcome {
        case .good:
            waiting[group] = nil
            others.forEach { enqueue($0) }
        case .badContent:
            withheld += others
            waiting[group] = nil
        case .silent, .unanswered:
            waiting[group] = Array(others.dropFirst())
            enqueue(others[0])
        }
    }

    private mutating func giveUpLane(of claim: Claim) {
        let name = Self.lane(claim)
        guard let lane = lanes[name], lane.isGivenUp else { return }
        let postponedHere = postponed.map(\.claim).filter { Self.lane($0) == name }
        postponed.removeAll { Self.lane($0.claim) == name }
        lanes[name]?.ready = []
        for open in lane.ready + postponedHere { giveUp(open) }
    }

    private mutating func giveUp(_ claim: Claim) {
        givenUp.append(claim)
        advance(claim.group, after: .unanswered)
    }

    private mutating func left(_ claim: Claim) {
        running -= 1
        lanes[Self.lane(claim)]?.running -= 1
    }

    private mutating func enqueue(_ claim: Claim) {
        guard var lane = lanes[Self.lane(claim)] else { return }
        guard !lane.isGivenUp else { return giveUp(claim) }
        let rank = rank(claim)
        let place = lane.ready.firstIndex { self.rank($0) >= rank } ?? lane.ready.endIndex
        lane.ready.insert(claim, at: place)
        lanes[Self.lane(claim)] = lane
    }

    private func largestReadyLane() -> String? {
        var best: (lane: String, rank: (Int, Int64))?
        for name in laneOrder {
            guard let lane = lanes[name], lane.running < lane.limit, let claim = lane.ready.last else { continue }
            if best.map({ rank(claim) > $0.rank }) ?? true { best = (name, rank(claim)) }
        }
        return best?.lane
    }

    /// The higher is started first.
    private func rank(_ claim: Claim) -> (urgency: Int, size: Int64) {
        (isUrgent(claim.group) ? 1 : 0, claim.size ?? 0)
    }

    private static func lane(_ claim: Claim) -> String { "\(claim.backend.registry) \(claim.backend.name)" }

    private static func rank(_ role: Backend.Role) -> Int {
        switch role {
        case .direct: 0
        case .serving: 1
        case .standby: 2
        }
    }
}
