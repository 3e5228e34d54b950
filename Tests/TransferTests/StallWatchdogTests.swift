import Testing

@testable import Transfer

@Suite struct StallWatchdogTests {
    private let start = ContinuousClock.now
    private let limits = TransferLimits(stall: .seconds(15), stallBytes: 100)

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test func silence() {
        let watchdog = StallWatchdog(limits: limits, now: start)
        #expect(watchdog.failure(now: at(14.9)) == nil)
        #expect(watchdog.due == at(15))
        #expect(watchdog.failure(now: at(15)) == TransferFailure(kind: .stalled, message: "nothing arrived for 15 s"))
    }

    @Test func aDripBelowTheLimit() {
        var watchdog = StallWatchdog(limits: limits, now: start)
        for second in 1...14 { watchdog.received(7, now: at(Double(second))) }
        #expect(watchdog.failure(now: at(14.9)) == nil)
        #expect(
            watchdog.failure(now: at(15)) == TransferFailure(kind: .tooSlow, message: "only 98 bytes arrived in 15 s"))
    }

    @Test func aFewBytesBeforeASilenceAreNotADrip() {
        var watchdog = StallWatchdog(limits: limits, now: start)
        watchdog.received(99, now: at(1))
        #expect(watchdog.failure(now: at(15)) == TransferFailure(kind: .stalled, message: "nothing arrived for 14 s"))
        watchdog.received(100, now: at(15))
        watchdog.received(50, now: at(29))
        #expect(watchdog.failure(now: at(30))?.kind == .tooSlow)
    }

    @Test func timeInWhichNobodyReadDoesNotCount() {
        var watchdog = StallWatchdog(limits: limits, now: start)
        watchdog.excuse(.seconds(18), now: at(18))
        #expect(watchdog.failure(now: at(32.9)) == nil)
        #expect(watchdog.failure(now: at(33))?.kind == .stalled)
        var later = StallWatchdog(limits: limits, now: start)
        later.excuse(.seconds(60), now: at(20))
        #expect(later.due == at(35))
    }

    @Test func justEnough() {
        var watchdog = StallWatchdog(limits: limits, now: start)
        watchdog.received(99, now: at(10))
        #expect(watchdog.due == at(15))
        watchdog.received(1, now: at(14))
        #expect(watchdog.due == at(29))
        #expect(watchdog.failure(now: at(28.9)) == nil)
        #expect(watchdog.failure(now: at(29))?.kind == .stalled)
    }

    @Test func aHeadRestartsTheWindow() {
        var watchdog = StallWatchdog(limits: limits, now: start)
        watchdog.received(50, now: at(1))
        watchdog.reset(now: at(14))
        #expect(watchdog.failure(now: at(28.9)) == nil)
        #expect(watchdog.failure(now: at(29))?.kind == .stalled)
    }

    @Test func shortLimitsAreReported() {
        let watchdog = StallWatchdog(limits: TransferLimits(stall: .milliseconds(300)), now: start)
        #expect(watchdog.failure(now: at(0.3))?.message == "nothing arrived for 300 ms")
    }
}
