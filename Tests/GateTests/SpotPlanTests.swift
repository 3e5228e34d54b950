import Foundation
import Record
import Testing

@testable import Gate

struct SpotPlanTests {
    private static let mebibyte: Int64 = 1 << 20

    private static func candidate(_ size: Int64, proven: Double = 0, checked: Double? = nil) -> SpotPlan.Candidate {
        SpotPlan.Candidate(
            size: size, provenAt: Date(timeIntervalSince1970: proven),
            checkedAt: checked.map { Date(timeIntervalSince1970: $0) })
    }

    private static func plan(_ candidates: [SpotPlan.Candidate], budget: Int64, seed: UInt64 = 1) -> SpotPlan {
        var random = SeededGenerator(state: seed)
        return SpotPlan(candidates, budget: budget, using: &random)
    }

    private static func cost(_ plan: SpotPlan, _ candidates: [SpotPlan.Candidate]) -> Int64 {
        plan.choices.reduce(0) { sum, choice in
            let size = candidates[choice.candidate].size
            return choice.pieces.reduce(sum) { $0 + min(mebibyte, size - Int64($1) * mebibyte) }
        }
    }

    @Test func theStalestComeFirstWithOnePieceEach() {
        let candidates = [
            Self.candidate(3 * Self.mebibyte, proven: 1, checked: 50), Self.candidate(2 * Self.mebibyte, proven: 9),
            Self.candidate(2 * Self.mebibyte, proven: 5), Self.candidate(2 * Self.mebibyte, proven: 1, checked: 40),
        ]
        for (budget, order) in [(1, [2]), (2, [2, 1]), (3, [2, 1, 3]), (4, [2, 1, 3, 0])] {
            for seed in 0..<20 {
                let plan = Self.plan(candidates, budget: Int64(budget) * Self.mebibyte, seed: UInt64(seed))
                #expect(plan.choices.map(\.candidate) == order)
                #expect(plan.choices.allSatisfy { $0.pieces.count == 1 })
            }
        }
    }

    @Test func neverMoreThanTheBudget() {
        for seed in 0..<200 {
            var random = SeededGenerator(state: UInt64(seed))
            let candidates = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                Self.candidate(
                    Int64.random(in: 0...5 * Self.mebibyte, using: &random), proven: Double(seed),
                    checked: Bool.random(using: &random) ? Double.random(in: 0...9, using: &random) : nil)
            }
            let budget = Int64.random(in: Self.mebibyte...30 * Self.mebibyte, using: &random)
            let plan = SpotPlan(candidates, budget: budget, using: &random)
            #expect(plan.bytes <= budget)
            #expect(plan.bytes == Self.cost(plan, candidates))
            #expect(
                plan.choices.allSatisfy { Set($0.pieces).count == $0.pieces.count && $0.pieces == $0.pieces.sorted() })
            // The rest of the budget is smaller than any piece that was left out.
            let all = candidates.reduce(0) { $0 + $1.size }
            #expect(plan.bytes == min(all, plan.bytes) && (plan.bytes == all || budget - plan.bytes < Self.mebibyte))
        }
    }

    @Test func everythingIsReadIfTheBudgetAllows() {
        let candidates = [Self.candidate(3 * Self.mebibyte + 5), Self.candidate(700), Self.candidate(0)]
        let plan = Self.plan(candidates, budget: 3 * Self.mebibyte + 705)
        #expect(plan.bytes == 3 * Self.mebibyte + 705)
        #expect(Set(plan.choices.map(\.candidate)) == [0, 1])
        #expect(plan.choices.first { $0.candidate == 0 }?.pieces == [0, 1, 2, 3])
        #expect(plan.choices.first { $0.candidate == 1 }?.pieces == [0])
    }

    @Test func piecesAreChosenAtRandom() {
        let candidates = [Self.candidate(8 * Self.mebibyte)]
        let chosen = (0..<100).map { Self.plan(candidates, budget: Self.mebibyte, seed: $0).choices[0].pieces[0] }
        #expect(Set(chosen) == Set(0..<8))
    }

    @Test(arguments: [
        ("5%", SpotBudget.share(percent: 5), "5%"), ("100%", .share(percent: 100), "100%"),
        ("64MiB", .bytes(64 << 20), "64MiB"), ("64m", .bytes(64 << 20), "64MiB"), ("2gib", .bytes(2 << 30), "2GiB"),
        ("1025KiB", .bytes(1025 << 10), "1025KiB"), ("1048577", .bytes((1 << 20) + 1), "1048577"),
    ]) func budgetsAreParsed(_ text: String, _ budget: SpotBudget, _ written: String) {
        #expect(SpotBudget(text) == budget)
        #expect(budget.description == written)
        #expect(SpotBudget(written) == budget)
    }

    @Test(arguments: [
        "", "0%", "101%", "%", "5.5%", "-5%", "5 %", "1048575", "0", "1023KiB", "5MB", "64mibs", "MiB", "1e9",
        "99999999999999999999", "9999999999GiB",
    ]) func invalidBudgetsAreRejected(_ text: String) { #expect(SpotBudget(text) == nil) }

    @Test(arguments: [
        ("5m", Int64(5 << 20)), ("512K", 512 << 10), ("1G", 1 << 30), ("2GiB", 2 << 30), ("1048576", 1_048_576),
        ("1", 1),
    ])
    func sizesAreParsed(_ text: String, _ bytes: Int64) { #expect(ByteSize.bytes(in: text) == bytes) }

    @Test(arguments: [
        "", "m", "0", "-5m", "+5m", "5mb", "5 m", "1.5m", "9999999999g", "99999999999999999999", "\u{661}k",
    ])
    func invalidSizesAreRejected(_ text: String) { #expect(ByteSize.bytes(in: text) == nil) }

    @Test func aShareIsAtLeastOneRange() {
        #expect(SpotBudget.share(percent: 5).bytes(of: 100 << 20) == 5 << 20)
        #expect(SpotBudget.share(percent: 5).bytes(of: 100) == 1 << 20)
        #expect(SpotBudget.share(percent: 100).bytes(of: .max) == .max)
        #expect(SpotBudget.bytes(7 << 20).bytes(of: 1) == 7 << 20)
    }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
