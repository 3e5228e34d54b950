import Testing

@testable import Ledger

/// How long a gate waits for the lock of another one.
struct BusyWaitTests {
    @Test func itSleepsTheWholeTimeAndThenGivesUp() {
        let wait = BusyWait(upTo: .milliseconds(60))
        let clock = ContinuousClock()
        var tries = 0
        let waited = clock.measure { while wait.waits(after: tries) { tries += 1 } }
        #expect(waited >= .milliseconds(60))
        // A pause is at least 1 ms and at most 9 ms long.
        #expect((7...60).contains(tries))
    }

    @Test func eachLockHasTheWholeTime() {
        let wait = BusyWait(upTo: .milliseconds(1))
        for _ in 0..<3 {
            #expect(wait.waits(after: 0))
            #expect(!wait.waits(after: 1))
        }
    }

    @Test func noTimeMeansNoWait() {
        #expect(!BusyWait(upTo: .zero).waits(after: 0))
        #expect(!BusyWait(upTo: .seconds(-1)).waits(after: 0))
    }
}
