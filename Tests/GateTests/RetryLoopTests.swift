import Record
import Testing

@testable import Gate

/// The loop that repeats requests: which ones, on which connection, and when it stops.
@Suite struct RetryLoopTests {
    /// Answers with these faults in order and records the requests.
    private func run(
        _ codes: [FindingCode?], startsFresh: Bool = false, cancelled: Bool = false
    ) async -> (last: Int, codes: [FindingCode?], fresh: [Bool], retried: [FindingCode?]) {
        await Task {
            if cancelled { withUnsafeCurrentTask { $0?.cancel() } }
            var fresh: [Bool] = []
            var retried: [FindingCode?] = []
            let loop = RetryLoop(RetryPlan(retries: 2, pace: 0), startsFresh: startsFresh) { attempt, pause in
                retried.append(attempt.code)
                #expect(pause == .zero)
            }
            let (last, attempts) = await loop.run { isFresh in
                fresh.append(isFresh)
                return (fresh.count, attempt(fresh.count <= codes.count ? codes[fresh.count - 1] : nil))
            }
            return (last, attempts.map(\.code), fresh, retried)
        }.value
    }

    @Test func aGoodRequestIsMadeOnce() async {
        #expect(await run([]) == (1, [nil], [false], []))
        #expect(await run([], startsFresh: true) == (1, [nil], [true], []))
    }

    @Test func thePlanDecidesRetriesAndConnections() async {
        let wrong = FindingCode.contentDigest
        #expect(await run([wrong]) == (2, [wrong, nil], [false, true], [wrong]))
        #expect(await run([wrong, wrong]) == (2, [wrong, wrong], [false, true], [wrong]))
        let busy = FindingCode.accessServerError
        #expect(await run([busy, busy]) == (3, [busy, busy, nil], [false, false, false], [busy, busy]))
        #expect(await run([busy, busy, busy, busy]) == (3, [busy, busy, busy], [false, false, false], [busy, busy]))
    }

    @Test func aCanceledTaskMakesNoMoreRequests() async {
        #expect(await run([.contentDigest], cancelled: true) == (1, [.contentDigest], [false], []))
    }
}
