internal import Gate
internal import Record
internal import Registry

/// The progress of a run: a pure model, fed with events and read by the renderers.
///
/// Times are durations since an arbitrary start, passed in by the caller, and monotonic.
struct ProgressBoard: Sendable {
    /// The phase of the run.
    enum Phase: Hashable, Sendable {
        /// No events yet.
        case idle
        /// Manifests are being read.
        case resolving(images: Int, backends: Int)
        /// Blobs are being pulled.
        case pulling
        /// A hold waits for its next round at `until`, and ends at `end`.
        case holding(until: Duration, end: Duration)
    }

    /// The work of the run.
    struct Plan: Hashable, Sendable {
        /// Blobs to pull, counted once per path.
        var claims = 0
        /// Their bytes.
        var bytes: Int64 = 0
        /// Claims proven by earlier runs.
        var provenClaims = 0
        /// Their bytes.
        var provenBytes: Int64 = 0
    }

    /// The shortest span of samples for an estimate of the time left.
    static let shortestForecast = Duration.seconds(2)

    /// The phase of the run.
    private(set) var phase = Phase.idle
    /// The work of the run.
    private(set) var plan = Plan()
    /// Claims proven since the plan, by this gate or another.
    private(set) var verifiedClaims = 0
    /// Claims whose content is present on the backend, but not hashed.
    private(set) var presentClaims = 0
    /// Claims with a finding that counts against the deploy.
    private(set) var faultyClaims = 0
    /// Claims with a result, including tolerated gaps on standby backends.
    private(set) var settledClaims = 0
    /// Failed attempts that were retried.
    private(set) var retries = 0
    /// All backends, in the order of their first event.
    private(set) var lanes: [BackendProgress] = []
    private var settledBytes: Int64 = 0
    private var window = RateWindow()

    /// Applies an event that happened at this time.
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
            if result.status.verdict != .unproven {
                settledBytes = settledBytes.addingBytes(result.claim.size ?? 0)
            }
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
        case .notice, .spotChecking, .decided:
            break
        }
    }

    /// Adds the current counts to the rates.
    mutating func sample(at time: Duration) {
        window.add(pulledBytes, at: time)
        for index in lanes.indices { lanes[index].sample(at: time) }
    }

    /// The backends with something to show.
    var busyLanes: [BackendProgress] { lanes.filter(\.isBusy) }
    /// Claims that another gate is proving.
    var waitingClaims: Int { lanes.reduce(0) { $0 + $1.waiting.count } }
    /// Completed bytes of the plan: blobs with a result, and the current attempts.
    var doneBytes: Int64 { lanes.reduce(settledBytes) { $0.addingBytes($1.progress) } }
    /// All received bytes, including failed attempts.
    var pulledBytes: Int64 { lanes.lazy.map(\.pulledBytes).byteSum }
    /// Recent bytes per second; `nil` without enough samples.
    var bytesPerSecond: Double? { window.bytesPerSecond }

    /// The completed fraction of the plan, from 0 to 1; by claims if the plan has no bytes.
    var fraction: Double {
        guard settledClaims < plan.claims else { return 1 }
        let share =
            plan.bytes > 0 ? Double(doneBytes) / Double(plan.bytes) : Double(settledClaims) / Double(plan.claims)
        return min(max(0, share), 1)
    }

    /// The same as a whole number, which is 100 only when every claim has a result.
    var percent: Int { settledClaims < plan.claims ? min(99, Int(fraction * 100)) : 100 }

    /// The estimated time left at the recent rate; `nil` without enough samples, and when nothing is left.
    var timeLeft: Duration? {
        let rest = plan.bytes - doneBytes
        guard phase == .pulling, rest > 0, window.observed >= Self.shortestForecast,
            let rate = bytesPerSecond, rate > 0
        else { return nil }
        let seconds = Double(rest) / rate
        return seconds < 360_000 ? .seconds(seconds) : nil
    }

    private mutating func withLane(of claim: Claim, _ change: (inout BackendProgress) -> Void) {
        let index: Int
        if let known = lanes.firstIndex(where: { $0.backend == claim.backend }) {
            index = known
        } else {
            index = lanes.count
            lanes.append(BackendProgress(claim.backend))
        }
        change(&lanes[index])
    }
}
