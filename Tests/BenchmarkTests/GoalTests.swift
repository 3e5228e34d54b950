import Testing

@testable import blobgate_bench

@Suite struct GoalTests {
    private let repeated = results([
        CaseResult(
            name: "repeat", title: "t", baseline: "curl, a HEAD for each tag and backend",
            ways: [
                way(RepeatCase.byTag, seconds: [1, 2, 1.2]), way(RepeatCase.byDigest, seconds: [0.1], requests: 5),
            ])
    ])

    @Test func metMissedAndNotMeasured() throws {
        let cpu = try #require(Goals.all.first { $0.unit == "CPU s" })
        // CPU is half of the wall time here.
        #expect(cpu.outcome(repeated) == .met(0.6))
        let requests = try #require(Goals.all.first { $0.unit == "requests" })
        #expect(requests.outcome(repeated) == .missed(5))
        #expect(Goals.all.allSatisfy { $0.outcome(results([])) == .notMeasured })
    }

    /// A goal that names a case that does not exist would stay "not measured" for ever.
    @Test func everyGoalCanBeMeasured() {
        let ways = [
            RepeatCase.byTag, RepeatCase.byDigest, SharedCase.usual, SharedCase.uncached, SharedCase.byDigest,
            BigCase.gate, MemoryCase.way(5000), StartCase.version, StartCase.run,
        ]
        let facts = [RepeatCase.growth, SharedCase.distinct, MemoryCase.record(5000), StartCase.stripped]
        let cases = BenchCases.all.map { entry in
            CaseResult(
                name: entry.name, title: entry.title, baseline: "floor",
                ways: ways.map { way($0, seconds: [1]) } + [way("floor", seconds: [1])],
                facts: facts.map { .init(name: $0, value: 1, unit: "MB") })
        }
        for goal in Goals.all { #expect(goal.outcome(results(cases)) != .notMeasured, "\(goal.text)") }
    }

    @Test func missedGoalsAreExplained() {
        let goals = [
            Goal(text: "a", before: "2", limit: 1, unit: "s", measure: { _ in 3 }, reason: "The reason."),
            Goal(text: "b", before: "", limit: 1, unit: "", measure: { _ in 0.5 }, reason: "Not shown."),
            Goal(text: "c", before: "", limit: 1, unit: "MB", measure: { _ in nil }),
        ]
        #expect(
            ResultTables.goals(results([]), goals) == """
                |  | before | goal | result |  |
                | --- | ---: | ---: | ---: | --- |
                | a | 2 s | 1.00 s | 3.00 s | **missed** |
                | b |  | 1.00 | 0.500 | met |
                | c |  | 1.00 MB |  | not measured |

                Why goals were missed:

                - a: The reason.
                """)
    }
}
