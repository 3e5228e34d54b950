import Gate
import OCI
import Record
import Registry
import Testing
import Transfer

@testable import blobgate

@Suite struct ProgressBoardTests {
    let events: ProgressEvents

    init() throws { events = try ProgressEvents() }

    @Test func countsFinishedBlobsAndRunningBytes() throws {
        let claims = try [events.claim("front1", "a"), events.claim("front1", "b"), events.claim("front2", "a")]
        var board = ProgressBoard()
        board.apply(.resolving(images: 3, backends: 2), at: .zero)
        board.apply(events.planned(claims), at: .seconds(1))
        #expect(board.plan.provenClaims == 7)
        #expect(board.plan.provenBytes == 70)
        #expect(board.busyLanes.isEmpty)
        board.apply(.started(claims[0], ByteCounter(megabytes: 100)), at: .seconds(1))
        board.apply(.started(claims[1], ByteCounter(megabytes: 40)), at: .seconds(1))
        board.apply(.started(claims[2], ByteCounter(megabytes: 10)), at: .seconds(1))
        #expect(board.doneBytes == 150 * ProgressEvents.mega)
        board.apply(try events.verified(claims[0]), at: .seconds(2))
        #expect(board.doneBytes == 150 * ProgressEvents.mega)
        #expect(board.pulledBytes == 150 * ProgressEvents.mega)
        #expect(board.percent == 50)
        #expect(board.settledClaims == 1)
        #expect(board.busyLanes.map(\.backend.name) == ["front1", "front2"])
        #expect(board.busyLanes.map(\.progress) == [40 * ProgressEvents.mega, 10 * ProgressEvents.mega])
        board.apply(try events.verified(claims[2]), at: .seconds(2))
        #expect(board.busyLanes.map(\.backend.name) == ["front1"])
    }

    @Test func aFailedAttemptCountsForTheRateOnly() throws {
        let claim = try events.claim("front1", "a")
        var board = ProgressBoard()
        board.apply(events.planned([claim]), at: .zero)
        board.apply(.started(claim, ByteCounter(megabytes: 80)), at: .zero)
        board.apply(events.retrying(claim, after: .seconds(1)), at: .seconds(1))
        #expect(board.doneBytes == 0)
        #expect(board.busyLanes.first?.running.first?.pausedUntil == .seconds(2))
        board.apply(.started(claim, ByteCounter(megabytes: 30)), at: .seconds(2))
        #expect(board.doneBytes == 30 * ProgressEvents.mega)
        #expect(board.pulledBytes == 110 * ProgressEvents.mega)
        #expect(board.retries == 1)
        #expect(board.busyLanes.first?.running.map(\.pausedUntil) == [nil])
        board.apply(try events.verified(claim), at: .seconds(3))
        #expect(board.doneBytes == 100 * ProgressEvents.mega)
        #expect(board.pulledBytes == 110 * ProgressEvents.mega)
        #expect(board.percent == 100)
    }

    /// A manifest may declare any size, so sums of sizes stop at the largest number.
    @Test func absurdSizesAreNoTrap() throws {
        let megabytes = Int64.max / ProgressEvents.mega
        let claims = try (["a", "b", "c"] as [Character]).map { try events.claim("front1", $0, megabytes: megabytes) }
        var board = ProgressBoard()
        board.apply(.planned(claims: 3, bytes: .max, provenClaims: 1, provenBytes: .max), at: .zero)
        for claim in claims { board.apply(.started(claim, ByteCounter(megabytes: 5)), at: .zero) }
        #expect(board.busyLanes.map(\.runningBytes) == [.max])
        board.sample(at: .seconds(1))
        for claim in claims.dropLast() { board.apply(try events.reused(claim), at: .seconds(2)) }
        board.sample(at: .seconds(3))
        #expect(board.doneBytes == .max)
        #expect(board.percent == 99)
        #expect(board.timeLeft == nil)
        board.apply(try events.reused(claims[2]), at: .seconds(4))
        #expect(board.percent == 100)
    }

    @Test func progressNeverExceedsTheSizeOfTheBlob() throws {
        let claim = try events.claim("front1", "a")
        var board = ProgressBoard()
        board.apply(events.planned([claim, try events.claim("front1", "b")]), at: .zero)
        board.apply(.started(claim, ByteCounter(megabytes: 250)), at: .zero)
        #expect(board.doneBytes == 100 * ProgressEvents.mega)
        #expect(board.percent == 50)
    }

    @Test func manifestRetriesAreCountedButNotShown() throws {
        let manifest = try events.claim("front1", "a", kind: .manifest)
        var board = ProgressBoard()
        board.apply(.resolving(images: 1, backends: 1), at: .zero)
        board.apply(events.retrying(manifest, after: .seconds(1)), at: .zero)
        board.apply(events.planned([]), at: .zero)
        #expect(board.retries == 1)
        #expect(board.busyLanes.isEmpty)
    }

    @Test func waitsEndWithAResultOrAStart() throws {
        let claims = try [events.claim("front1", "a"), events.claim("front1", "b")]
        var board = ProgressBoard()
        board.apply(events.planned(claims), at: .zero)
        for _ in 0..<3 { for claim in claims { board.apply(.waiting(claim, holder: "x"), at: .zero) } }
        #expect(board.waitingClaims == 2)
        board.apply(try events.reused(claims[0]), at: .zero)
        board.apply(.started(claims[1], ByteCounter()), at: .zero)
        #expect(board.waitingClaims == 0)
        #expect(board.verifiedClaims == 1)
        #expect(board.doneBytes == 100 * ProgressEvents.mega)
        #expect(board.pulledBytes == 0)
    }

    @Test func reportedOnlyFindingsAreNotFaulty() throws {
        let claims = try [
            events.claim("front1", "a"), events.claim("front2", "a"), events.claim("spare", "a", role: .standby),
        ]
        var board = ProgressBoard()
        board.apply(events.planned(claims), at: .zero)
        board.apply(events.faulty(claims[0], .contentDigest), at: .zero)
        board.apply(events.faulty(claims[1], .accessConnect), at: .zero)
        board.apply(events.faulty(claims[2], .absenceBlob), at: .zero)
        #expect(board.faultyClaims == 2)
        #expect(board.verifiedClaims == 0)
        #expect(board.settledClaims == 3)
        #expect(board.percent == 100)
    }

    @Test func percentIsHundredOnlyAtTheEnd() throws {
        let claim = try events.claim("front1", "a")
        var board = ProgressBoard()
        board.apply(events.planned([claim]), at: .zero)
        board.apply(.started(claim, ByteCounter(megabytes: 100)), at: .zero)
        #expect(board.percent == 99)
        board.apply(try events.verified(claim), at: .zero)
        #expect(board.percent == 100)
    }

    @Test func aNewRoundStartsOver() throws {
        let claim = try events.claim("front1", "a")
        var board = ProgressBoard()
        board.apply(events.planned([claim]), at: .zero)
        board.apply(events.faulty(claim, .contentDigest), at: .zero)
        board.apply(.resolving(images: 1, backends: 1), at: .seconds(9))
        #expect(board.settledClaims == 0)
        #expect(board.doneBytes == 0)
        #expect(board.phase == .resolving(images: 1, backends: 1))
    }
}

@Suite struct ProgressRateTests {
    let events: ProgressEvents

    init() throws { events = try ProgressEvents() }

    /// A board with a single 1000 MB blob, which receives these megabytes before each sample, one per second.
    private func board(_ megabytesEachSecond: [Int]) throws -> ProgressBoard {
        let claim = try events.claim("front1", "a", megabytes: 1000)
        let counter = ByteCounter()
        var board = ProgressBoard()
        board.apply(events.planned([claim]), at: .zero)
        board.apply(.started(claim, counter), at: .zero)
        board.sample(at: .zero)
        for (second, megabytes) in megabytesEachSecond.enumerated() {
            counter.add(megabytes * 1_000_000)
            board.sample(at: .seconds(second + 1))
        }
        return board
    }

    @Test(
        arguments: [
            ([], nil, nil),
            ([100], 100, nil),
            ([100, 100], 100, 8),
            ([100, 100, 40], 80, 9.5),
            // Only the last five seconds count.
            ([300, 300, 10, 10, 10, 10, 10], 10, 35),
            ([500, 0, 0, 0, 0, 0], 0, nil),
            ([200, 200, 200, 200, 200], 200, nil),
        ] as [([Int], Double?, Double?)])
    func slidesOverFiveSeconds(seconds: [Int], megabytesPerSecond: Double?, secondsLeft: Double?) throws {
        let board = try board(seconds)
        #expect(board.bytesPerSecond == megabytesPerSecond.map { $0 * 1_000_000 })
        #expect(board.lanes.first?.bytesPerSecond == board.bytesPerSecond)
        #expect(board.timeLeft == secondsLeft.map { .seconds($0) })
    }

    @Test func noTimeLeftBeforeThePlan() {
        var board = ProgressBoard()
        board.apply(.resolving(images: 1, backends: 1), at: .zero)
        for second in 0..<10 { board.sample(at: .seconds(second)) }
        #expect(board.timeLeft == nil)
    }

    @Test func theTimeOfResolvingDoesNotSlowTheRate() throws {
        let claim = try events.claim("front1", "a", megabytes: 1000)
        var board = ProgressBoard()
        board.apply(.resolving(images: 1, backends: 1), at: .zero)
        for second in 0..<4 { board.sample(at: .seconds(second)) }
        board.apply(events.planned([claim]), at: .seconds(4))
        let counter = ByteCounter()
        board.apply(.started(claim, counter), at: .seconds(4))
        board.sample(at: .seconds(4))
        counter.add(100_000_000)
        board.sample(at: .seconds(5))
        #expect(board.bytesPerSecond == 100_000_000)
    }

    @Test func sparseSamplesStillGiveARate() {
        var window = RateWindow()
        window.add(0, at: .zero)
        window.add(1000, at: .seconds(10))
        window.add(4000, at: .seconds(20))
        #expect(window.bytesPerSecond == 300)
        #expect(window.observed == .seconds(10))
    }
}
