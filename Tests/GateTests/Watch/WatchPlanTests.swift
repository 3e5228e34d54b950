import Foundation
import Testing

@testable import Gate

/// Which claims a round reads.
@Suite struct WatchPlanTests {
    private static let now = Date(timeIntervalSince1970: 1_000_000)
    private static let hour = Duration.seconds(3600)

    private static func candidate(_ bytes: Int64, hours: Double?, urgent: Bool = false) -> WatchPlan.Candidate {
        WatchPlan.Candidate(
            bytes: bytes, provenAt: hours.map { now.addingTimeInterval(-$0 * 3600) }, isUrgent: urgent)
    }

    private static func plan(
        _ candidates: [WatchPlan.Candidate], credit: Int64? = nil, urgentFirst: Bool = true, within hours: Int = 10
    ) -> WatchPlan {
        WatchPlan(
            candidates, credit: credit, urgentFirst: urgentFirst, every: hour, within: hour * hours, now: now)
    }

    @Test func theFaultyThenTheUnprovenThenTheOldest() {
        let candidates = [
            Self.candidate(10, hours: 9.5), Self.candidate(10, hours: nil), Self.candidate(10, hours: 1, urgent: true),
            Self.candidate(10, hours: 9.9), Self.candidate(10, hours: 2), Self.candidate(10, hours: nil),
        ]
        #expect(Self.plan(candidates).choices == [2, 1, 5, 3, 0])
        for (credit, expected) in [
            (0, []), (9, []), (10, [2]), (25, [2, 1]), (49, [2, 1, 5, 3]), (1000, [2, 1, 5, 3, 0]),
        ] {
            let plan = Self.plan(candidates, credit: Int64(credit))
            #expect(plan.choices == expected)
            #expect(plan.bytes == Int64(expected.count) * 10)
        }
    }

    /// A fault that stays open must not use up the budget of every round.
    @Test func theUrgentComesAfterWhatIsDueInEveryOtherRound() {
        let candidates = [
            Self.candidate(10, hours: 1, urgent: true), Self.candidate(10, hours: 9.5), Self.candidate(10, hours: nil),
            Self.candidate(10, hours: 2),
        ]
        #expect(Self.plan(candidates, credit: 10).choices == [0])
        #expect(Self.plan(candidates, credit: 10, urgentFirst: false).choices == [2])
        #expect(Self.plan(candidates, credit: 100, urgentFirst: false).choices == [2, 1, 0])
        // Nothing else is due.
        let calm = [Self.candidate(10, hours: 1), Self.candidate(10, hours: 1, urgent: true)]
        #expect(Self.plan(calm, credit: 10, urgentFirst: false).choices == [1])
    }

    /// Fresh proofs are read again only as far as an even load needs.
    @Test func theLoadIsEven() {
        let candidates = (0..<20).map { Self.candidate(10, hours: Double($0) / 10) }
        #expect(Self.plan(candidates).choices == [19, 18])
        #expect(Self.plan(candidates, within: 20).choices == [19])
        #expect(Self.plan(candidates, within: 1).choices.count == 20)
        #expect(Self.plan([]).choices.isEmpty)
    }

    /// Otherwise it would never be read.
    @Test func aLargeBlobIsNotPassedOver() {
        let candidates = [Self.candidate(100, hours: 9), Self.candidate(1, hours: 8)]
        #expect(Self.plan(candidates, credit: 50).choices.isEmpty)
        #expect(Self.plan(candidates, credit: 100).choices == [0])
    }

    @Test func hugeSizesDoNotOverflow() {
        let candidates = [
            Self.candidate(.max, hours: nil), Self.candidate(.max, hours: nil), Self.candidate(1, hours: nil),
        ]
        #expect(Self.plan(candidates).choices.count == 3)
        #expect(Self.plan(candidates, credit: .max - 1).choices.isEmpty)
    }

    /// Over many rounds, every byte is read within the time, and the budget is kept.
    @Test(arguments: [3, 7, 24]) func everyByteIsReadInTime(_ rounds: Int) {
        let sizes = (0..<100).map { Int64(1 + $0 * 37 % 90) }
        var proven = [Date](repeating: Self.now.addingTimeInterval(-1), count: sizes.count)
        var worst = 0.0
        for round in 0..<(rounds * 5) {
            let now = Self.now.addingTimeInterval(Double(round) * 3600)
            let plan = WatchPlan(
                sizes.indices.map { WatchPlan.Candidate(bytes: sizes[$0], provenAt: proven[$0]) }, credit: nil,
                every: Self.hour, within: Self.hour * rounds, now: now)
            for index in plan.choices {
                worst = max(worst, now.timeIntervalSince(proven[index]))
                proven[index] = now
            }
            // No burst, after the first rounds have spread the load.
            if round > rounds { #expect(plan.bytes <= sizes.reduce(0, +) / Int64(rounds) + 91) }
        }
        #expect(worst <= Double(rounds) * 3600)
        #expect(proven.allSatisfy { $0 > Self.now })
    }

    @Test func budgetsAreSizesPerTime() throws {
        let day = try #require(WatchBudget("200G/day"))
        #expect(day.bytes == 200 << 30 && day.period == .seconds(86_400))
        #expect(day.bytes(for: .seconds(43_200), every: .seconds(1)) == 100 << 30)
        let round = try #require(WatchBudget("10MiB/round"))
        #expect(round.bytes(for: .seconds(60), every: .seconds(60)) == 10 << 20)
        for wrong in ["200G", "200G/", "/day", "200G/month", "0/day", "-1G/day", "1G/day/day", "1.5G/day", "200 G/day"]
        {
            #expect(WatchBudget(wrong) == nil, "\(wrong)")
        }
    }

    @Test func creditIsSavedForALargeBlobAndOverspendingIsPaidBack() throws {
        let budget = try #require(WatchBudget("24M/day"))
        let share: Int64 = 1 << 20
        var credit = WatchCredit(budget, every: Self.hour)
        #expect(credit.bytes == share)
        credit.settle(pulled: 0, elapsed: Self.hour, largest: 10)
        #expect(credit.bytes == share)
        for _ in 0..<5 { credit.settle(pulled: 0, elapsed: Self.hour, largest: 3 * share) }
        #expect(credit.bytes == 3 * share)
        credit.settle(pulled: 5 * share, elapsed: Self.hour, largest: 3 * share)
        #expect(credit.bytes == -share)
        credit.settle(pulled: 0, elapsed: Self.hour * 2, largest: 3 * share)
        #expect(credit.bytes == share)
        credit.settle(pulled: .max, elapsed: Self.hour, largest: share)
        credit.settle(pulled: .max, elapsed: Self.hour, largest: share)
        #expect(credit.bytes < 0)
        // A round's own budget does not depend on its duration.
        var byRounds = WatchCredit(try #require(WatchBudget("1M/round")), every: Self.hour)
        byRounds.settle(pulled: share, elapsed: .seconds(1), largest: 0)
        #expect(byRounds.bytes == share)
    }
}
