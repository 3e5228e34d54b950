import Record
import Testing

@testable import Gate

/// The steps after these faults, with neutral jitter.
private func steps(
    _ faults: FindingCode?..., retries: Int = 3, retryAfter: Duration? = nil, jitter: Double = 0.5, pace: Double = 1,
    flapping: FlappingPolicy = .refuse, suspect: Bool = false
) -> [RetryPlan.Step] {
    var plan = RetryPlan(retries: retries, pace: pace, flapping: flapping, suspect: suspect)
    return faults.map { plan.next(after: $0, retryAfter: retryAfter, jitter: jitter) }
}

private func again(_ pause: Duration, fresh: Bool = true) -> RetryPlan.Step {
    .again(after: pause, freshConnection: fresh)
}

@Suite struct RetryPlanTests {
    @Test func goodIsDone() { #expect(steps(nil) == [.done]) }

    @Test(arguments: FindingCode.allCases.filter { $0.family != .access && !$0.isForCorrectBytes })
    func severeFaultsAreReadOnceMore(fault: FindingCode) {
        #expect(steps(fault, fault, retries: 0) == [again(.zero), .done])
        #expect(steps(fault, nil) == [again(.zero), .done])
    }

    /// Content that was built wrong is the same on a second read.
    @Test(arguments: [FindingCode.contentUnpack, .contentTar, .contentDiffID, .contentConfig])
    func faultsOfRightBytesAreNot(fault: FindingCode) {
        #expect(steps(fault, retries: 3) == [.done])
    }

    @Test func twoKindsOfSevereFaultsShareTheSecondRead() {
        #expect(steps(.absenceBlob, .contentDigest) == [again(.zero), .done])
    }

    @Test func pausesGrowUpToALimit() {
        let expected: [Duration] = [
            .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16),
        ]
        var plan = RetryPlan(retries: 20)
        for pause in expected + [.seconds(20), .seconds(20)] {
            #expect(plan.next(after: .accessReset, retryAfter: nil, jitter: 0.5) == again(pause))
        }
    }

    @Test func retriesAreCounted() {
        #expect(steps(.accessReset, .accessReset, .accessReset, retries: 2).last == .done)
        #expect(steps(.accessReset, retries: 0) == [.done])
        #expect(steps(.accessReset, retries: -1) == [.done])
    }

    @Test(arguments: FindingCode.allCases.filter { $0.family == .access && !$0.mayPass })
    func permanentFaultsAreNotRetried(fault: FindingCode) { #expect(steps(fault) == [.done]) }

    @Test(arguments: FindingCode.allCases.filter(\.mayPass)) func transientFaultsAreRetried(fault: FindingCode) {
        let fresh = fault != .accessServerError && fault != .accessRateLimited
        #expect(steps(fault) == [again(.milliseconds(500), fresh: fresh)])
    }

    /// Each such attempt costs the whole stall limit.
    @Test func aSecondStallIsNotRetried() {
        #expect(steps(.accessStalled, .accessStalled, retries: 9) == [again(.milliseconds(500)), .done])
        #expect(steps(.accessSlow, .accessSlow, retries: 9) == [again(.milliseconds(500)), .done])
        #expect(steps(.accessStalled, .accessSlow, retries: 9) == [again(.milliseconds(500)), .done])
        #expect(
            steps(.accessReset, .accessStalled, .accessReset, .accessSlow, retries: 9) == [
                again(.milliseconds(500)), again(.seconds(1)), again(.seconds(2)), .done,
            ])
        #expect(steps(.accessStalled, retries: 0) == [.done])
    }

    @Test func jitterHasBounds() {
        #expect(steps(.accessReset, jitter: 0) == [again(.milliseconds(250))])
        #expect(steps(.accessReset, jitter: 1) == [again(.milliseconds(750))])
    }

    @Test func retryAfterIsHonored() {
        #expect(steps(.accessRateLimited, retryAfter: .seconds(7)) == [again(.seconds(7), fresh: false)])
        #expect(steps(.accessServerError, retryAfter: .zero) == [again(.milliseconds(500), fresh: false)])
        #expect(steps(.accessRateLimited, retryAfter: .seconds(120)) == [again(.seconds(120), fresh: false)])
        #expect(steps(.accessRateLimited, retryAfter: .seconds(121)) == [.done])
        #expect(steps(.accessRateLimited, retryAfter: .seconds(Int64.max)) == [.done])
    }

    @Test func aContentFaultBetweenAccessFaults() {
        #expect(
            steps(.accessReset, .contentDigest, .accessReset, .contentDigest) == [
                again(.milliseconds(500)), again(.zero), again(.seconds(1)), .done,
            ])
    }

    /// As many consecutive good reads as the policy requires, each on a new connection.
    @Test func goodAfterBadIsReadAgainAsThePolicyRequires() {
        let more = again(.zero)
        #expect(steps(.contentDigest, nil) == [more, .done])
        #expect(steps(.contentDigest, nil, flapping: .reads(1)) == [more, .done])
        #expect(steps(.contentSize, nil, nil, nil, flapping: .reads(3)) == [more, more, more, .done])
        #expect(steps(nil, flapping: .reads(3)) == [.done])
        #expect(steps(.absenceBlob, nil, flapping: .reads(3)) == [more, .done])
        #expect(steps(.contentDigest, .contentDigest, flapping: .reads(3)) == [more, .done])
        #expect(steps(.contentDigest, nil, .contentDigest, flapping: .reads(3)) == [more, more, .done])
        #expect(steps(.contentDigest, nil, .absenceBlob, flapping: .reads(3)) == [more, more, .done])
        #expect(steps(.contentTar, flapping: .reads(3)) == [.done])
    }

    @Test func aBrokenReadRestartsTheCount() {
        let more = again(.zero)
        #expect(
            steps(.contentDigest, nil, .accessServerError, nil, nil, flapping: .reads(2)) == [
                more, more, again(.milliseconds(500)), more, .done,
            ])
        #expect(steps(.contentDigest, nil, .accessReset, retries: 0, flapping: .reads(2)) == [more, more, .done])
    }

    /// A path that flapped earlier in the same run.
    @Test func aSuspectPathIsReadMoreThanOnce() {
        let more = again(.zero)
        #expect(steps(nil, nil, nil, suspect: true) == [more, more, .done])
        #expect(steps(nil, nil, nil, nil, nil, flapping: .reads(5), suspect: true).last == .done)
        #expect(steps(nil, .contentDigest, suspect: true) == [more, .done])
    }

    @Test func thePaceScalesPausesButNotRetryAfter() {
        #expect(steps(.accessReset, pace: 0.1) == [again(.milliseconds(50))])
        #expect(steps(.accessRateLimited, retryAfter: .seconds(2), pace: 0) == [again(.seconds(2), fresh: false)])
    }
}
