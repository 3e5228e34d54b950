internal import Gate
internal import Record
internal import Registry

/// How far a run is: a pure model that is fed with events and read by the renderers.
///
/// Times are durations since any fixed moment; they are given from outside, and never go back.
struct ProgressBoard: Sendable {
    /// What the run is at.
    enum Phase: Hashable, Sendable {
        /// Nothing was heard.
        case idle
        /// Manifests are being read.
        case resolving(images: Int, backends: Int)
        /// Blobs are being pulled.
        case pulling
        /// A hold waits for its next look, and for so long at most.
        case holding(until: Duration, end: Duration)
    }

    /// What there is to do.
    struct Plan: Hashable, Sendable {
        /// Blobs to pull, each path once.
        var claims = 0
        /// Their bytes.
        var bytes: Int64 = 0
        /// Claims that an earlier run had proven.
        var provenClaims = 0
        /// Their bytes.
        var provenBytes: Int64 = 0
    }

    /// Samples must span this long before a time left is told.
    static let shortestForecast = Duration.seconds(2)

    /// What the run is at.
    private(set) var phase = Phase.idle
    /// What there is to do.
    private(set) var plan = Plan()
    /// Claims that were proven since the plan, by this gate or another.
    private(set) var verifiedClaims = 0
    /// Claims of which a backend only says that it has them.
    private(set) var presentClaims = 0
    /// Claims that ended with a finding that tells against the deploy.
    private(set) var faultyClaims = 0
    /// Claims that have their result, tolerated gaps of standby backends among them.
    private(set) var settledClaims = 0
    /// Attempts that failed and were followed by another.
    private(set) var retries = 0
    /// All backends that were heard of, in the order of their first event.
    private(set) var lanes: [BackendLane] = []
    private var settledBytes: Int64 = 0
    private var window = RateWindow()

    /// Takes an event that happened at this time.
    mutating func apply(_ event: RunEvent, at time: Duration) {
        switch event {
        case .resolving(let images, let backends):
            self = ProgressBoard()
            phase = .resolving(images: images, backends: backends)
        case .planned(let claims, let bytes, let provenClaims, let provenBytes):
            phase = .pulling
            plan = Plan(claims: claims, bytes: bytes, provenClaims: provenClaims, provenBytes: provenBytes)
            window = RateWindow()
        case .started(let claim, let counter):
            withLane(of: claim) { $0.start(claim, counter) }
        case .retrying(let claim, _, let pause):
            retries += 1
            withLane(of: claim) { $0.pause(claim, until: time + pause) }
        case .waiting(let claim, _):
            withLane(of: claim) { $0.wait(claim) }
        case .finished(let result):
            withLane(of: result.claim) { $0.finish(result.claim) }
            if result.status.verdict != .unproven { settledBytes += result.claim.size ?? 0 }
            settledClaims += 1
            if result.status.verdict == .unproven {
                presentClaims += 1
            } else if result.status.finding == nil {
                verifiedClaims += 1
            } else if result.status.verdict != .verified {
                faultyClaims += 1
            }
        case .round(_, _, let next):
            if let next { phase = .holding(until: time + next.pause, end: time + next.left) }
        case .notice, .spotChecking:
            break
        }
    }

    /// Takes the counts as they are now into the rates.
    mutating func sample(at time: Duration) {
        window.add(pulledBytes, at: time)
        for index in lanes.indices { lanes[index].sample(at: time) }
    }

    /// The backends that have something to show.
    var busyLanes: [BackendLane] { lanes.filter(\.isBusy) }
    /// Claims that another gate is proving.
    var waitingClaims: Int { lanes.reduce(0) { $0 + $1.waiting.count } }
    /// Bytes of the plan that need no more work: those of blobs with a result, and the running attempts'.
    var doneBytes: Int64 { lanes.reduce(settledBytes) { $0 + $1.progress } }
    /// All bytes that arrived, those of failed attempts too.
    var pulledBytes: Int64 { lanes.reduce(0) { $0 + $1.pulledBytes } }
    /// Bytes per second of late; `nil` while too little was seen.
    var bytesPerSecond: Double? { window.bytesPerSecond }

    /// How much of the plan is done, from 0 to 1; by claims where the plan has no bytes.
    var fraction: Double {
        guard settledClaims < plan.claims else { return 1 }
        let share =
            plan.bytes > 0 ? Double(doneBytes) / Double(plan.bytes) : Double(settledClaims) / Double(plan.claims)
        return min(max(0, share), 1)
    }

    /// The same as a whole number that is 100 only when each claim has its result.
    var percent: Int { settledClaims < plan.claims ? min(99, Int(fraction * 100)) : 100 }

    /// How long the rest takes at the rate of late; `nil` while that would be a guess, and when nothing is left.
    var timeLeft: Duration? {
        let rest = plan.bytes - doneBytes
        guard phase == .pulling, rest > 0, window.observed >= Self.shortestForecast,
            let rate = bytesPerSecond, rate > 0
        else { return nil }
        let seconds = Double(rest) / rate
        return seconds < 360_000 ? .seconds(seconds) : nil
    }

    private mutating func withLane(of claim: Claim, _ change: (inout BackendLane) -> Void) {
        let index: Int
        if let known = lanes.firstIndex(where: { $0.backend == claim.backend }) {
            index = known
        } else {
            index = lanes.count
            lanes.append(BackendLane(claim.backend))
        }
        change(&lanes[index])
    }
}
