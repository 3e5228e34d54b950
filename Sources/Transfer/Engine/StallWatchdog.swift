/// Detects a stalled transfer: fewer than `stallBytes` bytes within `stall`.
///
/// libcurl's own low-speed limit averages over seconds and counts from the handshake. This one is exact, also covers
/// waiting for the head, and distinguishes silence from a slow drip.
struct StallWatchdog {
    private let limits: TransferLimits
    private var windowStart: ContinuousClock.Instant
    private var windowBytes = 0
    private var lastArrival: ContinuousClock.Instant

    init(limits: TransferLimits, now: ContinuousClock.Instant) {
        self.limits = limits
        windowStart = now
        lastArrival = now
    }

    /// Starts a new window: the transfer started, or its head is complete.
    mutating func reset(now: ContinuousClock.Instant) {
        windowStart = now
        lastArrival = now
        windowBytes = 0
    }

    mutating func received(_ count: Int, now: ContinuousClock.Instant) {
        windowBytes += count
        lastArrival = now
        if windowBytes >= limits.stallBytes { reset(now: now) }
    }

    /// Does not count time in which the event loop did not read: it says nothing about the server.
    mutating func excuse(_ busy: Duration, now: ContinuousClock.Instant) {
        windowStart = min(now, windowStart.advanced(by: busy))
        lastArrival = min(now, lastArrival.advanced(by: busy))
    }

    /// The failure, once the limit is exceeded.
    func failure(now: ContinuousClock.Instant) -> TransferFailure? {
        guard windowStart.duration(to: now) >= limits.stall else { return nil }
        // A few bytes may arrive before a silence: only a server that keeps sending to the end is slow.
        let silence = min(lastArrival.duration(to: now), limits.stall)
        return silence * 2 > limits.stall
            ? TransferFailure(kind: .stalled, message: "nothing arrived for \(Self.text(silence))")
            : TransferFailure(
                kind: .tooSlow, message: "only \(windowBytes) bytes arrived in \(Self.text(limits.stall))")
    }

    private static func text(_ duration: Duration) -> String {
        duration < .seconds(1)
            ? "\(Int64((duration / .milliseconds(1)).rounded())) ms" : "\(Int64((duration / .seconds(1)).rounded())) s"
    }

    /// When the limit is exceeded if nothing more arrives.
    var due: ContinuousClock.Instant { windowStart.advanced(by: limits.stall) }
}
