/// Decides when a transfer no longer moves: fewer than `stallBytes` bytes within `stall`.
///
/// libcurl's own low-speed limit averages over seconds and counts from the handshake; this one is exact, works while
/// waiting for the head, and tells silence from a drip.
struct StallWatchdog {
    private let limits: TransferLimits
    private var windowStart: ContinuousClock.Instant
    private var windowBytes = 0

    init(limits: TransferLimits, now: ContinuousClock.Instant) {
        self.limits = limits
        windowStart = now
    }

    /// Starts a new window: the transfer began, or its head is complete.
    mutating func reset(now: ContinuousClock.Instant) {
        windowStart = now
        windowBytes = 0
    }

    mutating func received(_ count: Int, now: ContinuousClock.Instant) {
        windowBytes += count
        if windowBytes >= limits.stallBytes { reset(now: now) }
    }

    /// The failure, once the limit has passed.
    func failure(now: ContinuousClock.Instant) -> TransferFailure? {
        guard windowStart.duration(to: now) >= limits.stall else { return nil }
        let seconds = limits.stall.components.seconds
        return windowBytes == 0
            ? TransferFailure(kind: .stalled, message: "nothing arrived for \(seconds) s")
            : TransferFailure(kind: .tooSlow, message: "only \(windowBytes) bytes arrived in \(seconds) s")
    }

    /// When the limit passes if nothing more arrives.
    var due: ContinuousClock.Instant { windowStart.advanced(by: limits.stall) }
}
