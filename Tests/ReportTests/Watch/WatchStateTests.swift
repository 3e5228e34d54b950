import Record
import Samples
import Testing

/// What a watch tells: a fault once, its end once, and a long silence of a backend once.
@Suite struct WatchStateTests {
    private static func run(_ change: (inout SampleRun) -> Void = { _ in }) throws -> Run {
        var sample = try SampleRun()
        sample.command = .watch
        sample.usual = .reused(hours: 3, run: 9)
        change(&sample)
        return sample.run
    }

    private static func bad(_ content: String, on backend: String = "registry1004") throws -> Run {
        try run { $0.answer(content, on: backend, with: .wrong("rot"), .wrong("rot")) }
    }

    private static func news(_ state: inout WatchState, _ run: Run) throws -> WatchChange {
        let change = state.take(run)
        return try #require(change)
    }

    @Test func aFaultIsToldOnceAndItsEndOnce() throws {
        var state = WatchState(patience: 3)
        #expect(state.take(try Self.run()) == nil)
        #expect(state.condition == .good)
        let found = try Self.news(&state, try Self.bad("big"))
        #expect(found.kind == .refused && found.open == 1)
        #expect(found.faults.map(\.place.backend) == ["registry1004"])
        #expect(state.condition == .refused)
        #expect(state.urgent == Set(found.faults.map(\.place)))
        #expect(state.take(try Self.bad("big")) == nil)
        let healed = try Self.news(&state, try Self.run { $0.usual = .tries([.good()]) })
        #expect(healed.kind == .healed && healed.open == 0)
        #expect(state.urgent.isEmpty && state.condition == .good)
        #expect(state.take(try Self.run()) == nil)
    }

    /// A second fault is another change; the end of one of them is not the end.
    @Test func healedMeansThatAllAreHealed() throws {
        var state = WatchState(patience: 3)
        _ = state.take(try Self.bad("big"))
        let both = try Self.run {
            $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
            $0.answer("web", on: "registry1005", with: .wrong("rot"), .wrong("rot"))
        }
        let second = try Self.news(&state, both)
        #expect(second.faults.map(\.place.backend) == ["registry1005"] && second.open == 2)
        #expect(state.take(try Self.bad("web", on: "registry1005")) == nil)
        #expect(state.open.count == 1)
        #expect(state.take(try Self.run())?.kind == .healed)
    }

    /// The same place with another code is the same fault.
    @Test func flappingOfAKnownFaultIsNoNews() throws {
        var state = WatchState(patience: 3)
        _ = state.take(try Self.bad("big"))
        let flapping = try Self.run { $0.answer("big", on: "registry1004", with: .wrong("rot"), .good()) }
        #expect(flapping.findings.map(\.code) == [.contentFlapping])
        #expect(state.take(flapping) == nil)
        #expect(state.open.map(\.code) == [.contentFlapping])
    }

    @Test(arguments: [SampleRun.Answer.planned, .stopped, .withheld, .tries([.broken(.accessReset)])])
    func whatWasNotReadIsNotHealed(_ answer: SampleRun.Answer) throws {
        var state = WatchState(patience: 3)
        _ = state.take(try Self.bad("big"))
        #expect(state.take(try Self.run { $0.answer("big", on: "registry1004", with: answer) }) == nil)
        #expect(state.condition == .refused && state.open.count == 1)
        #expect(state.urgent.contains { $0.backend == "registry1004" })
        #expect(state.take(try Self.run())?.kind == .healed)
    }

    @Test func aRoundThatASignalEndedHealsNothing() throws {
        var state = WatchState(patience: 3)
        _ = state.take(try Self.bad("big"))
        let ended = try Self.run {
            $0.stopped = .signal(number: 15)
            $0.images.removeFirst()
        }
        #expect(state.take(ended) == nil)
        #expect(state.open.count == 1)
    }

    /// What is no longer deployed is no fault any more.
    @Test func aFaultOfARemovedImageIsOver() throws {
        var state = WatchState(patience: 3)
        _ = state.take(try Self.bad("big"))
        #expect(state.take(try Self.run { $0.images.removeFirst() })?.kind == .healed)
        // Unless the round does not know whether it is.
        var unsure = WatchState(patience: 3)
        _ = unsure.take(try Self.bad("big"))
        let partial = try Self.run {
            $0.images.removeFirst()
            $0.answer("web", on: "registry2004", with: .broken(.accessReset))
        }
        #expect(unsure.take(partial) == nil && unsure.open.count == 1)
        #expect(unsure.take(try Self.run { $0.images = [] }) == nil && unsure.open.count == 1)
    }

    @Test func undecidedIsToldAfterPatienceAndOnce() throws {
        var state = WatchState(patience: 2)
        let down = try Self.run { $0.answer("web", on: "registry2004", with: .broken(.accessConnect)) }
        #expect(state.take(down) == nil && state.take(down) == nil)
        #expect(state.condition == .undecided && state.undecidedRounds == 2)
        let told = try Self.news(&state, down)
        #expect(told.kind == .undecided && told.faults.map(\.code) == [.accessConnect])
        #expect(state.take(down) == nil)
        #expect(state.takeFailure() == nil)
        #expect(state.take(try Self.run())?.kind == .healed)
        #expect(state.take(try Self.run()) == nil)
        // A short gap is never told, nor is its end.
        #expect(state.take(down) == nil)
        #expect(state.take(try Self.run()) == nil)
    }

    /// A fault that comes and goes while backends come back: each end is told once.
    @Test func theEndOfBothKindsIsToldOnce() throws {
        let down = try Self.run { $0.answer("web", on: "registry2004", with: .broken(.accessConnect)) }
        var state = WatchState(patience: 0)
        #expect(state.take(down)?.kind == .undecided)
        #expect(state.take(try Self.bad("big"))?.kind == .refused)
        #expect(state.take(try Self.run())?.kind == .healed)
        #expect(state.take(try Self.run()) == nil)
        // Both at once.
        var both = WatchState(patience: 0)
        #expect(both.take(try Self.bad("big"))?.kind == .refused)
        let worse = try Self.run {
            $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
            $0.answer("web", on: "registry2004", with: .broken(.accessConnect))
        }
        #expect(both.take(worse)?.kind == .undecided)
        #expect(both.take(try Self.run())?.kind == .healed)
        #expect(both.take(try Self.run()) == nil)
    }

    @Test func roundsWithoutAVerdictAreUndecided() {
        var state = WatchState(patience: 1)
        #expect(state.takeFailure() == nil && state.condition == .undecided)
        #expect(state.takeFailure()?.kind == .undecided)
        #expect(state.takeFailure() == nil)
    }

    /// What the limits of a round left over is not undecided.
    @Test(arguments: [SampleRun.Answer.planned, .stopped]) func behindIsNoFault(_ answer: SampleRun.Answer) throws {
        var state = WatchState(patience: 0)
        #expect(state.take(try Self.run { $0.answer("big", on: "registry1005", with: answer) }) == nil)
        #expect(state.condition == .behind && state.undecidedRounds == 0)
        #expect(state.take(try Self.run()) == nil && state.condition == .good)
    }

    /// A registry that is down keeps names from being resolved until the deadline. That is not left for a later round.
    @Test func aNameThatWasNotResolvedInTimeIsUndecided() throws {
        let down = try Self.run { sample in
            for image in sample.images {
                sample.tags["registry2004 \(image.reference)"] = .fault(.broken(.accessDeadline))
            }
        }
        var state = WatchState(patience: 0)
        let told = try Self.news(&state, down)
        #expect(told.kind == .undecided && state.condition == .undecided)
        #expect(!told.faults.isEmpty && told.faults.allSatisfy { $0.code == .accessDeadline })
        let progress = WatchProgress(down, within: .seconds(1), budgetPerRound: nil)
        #expect(progress.unresolvedImages == 2 && !progress.isComplete)
    }

    @Test func aRestartTellsNothingTwice() throws {
        let last = try Self.bad("big")
        var state = WatchState(patience: 3, after: last)
        #expect(state.urgent.count == 1)
        #expect(state.take(last) == nil)
        #expect(state.take(try Self.run())?.kind == .healed)
        // The ledger may have the faults of another watch, which are no news here.
        var other = WatchState(patience: 3, after: last)
        #expect(other.take(try Self.run { $0.images.removeFirst() }) == nil && other.open.isEmpty)
        var good = WatchState(patience: 3, after: try Self.run())
        #expect(good.take(try Self.run()) == nil)
    }

    @Test func progressCountsTheBytesOfAllBackends() throws {
        let run = try Self.run {
            $0.answer("big", on: "registry1004", with: .planned)
            $0.answer("web", on: "registry1005", with: .reused(hours: 50, run: 3))
        }
        let progress = WatchProgress(run, within: .seconds(86_400 * 7), budgetPerRound: 10)
        let all: Int64 = 3 * (7_344 + 48_221_190 + 1_119_805_497 + 2_101 + 11_979_884)
        #expect(progress.bytes == all && progress.provenBytes == all - 1_119_805_497)
        #expect(progress.unprovenClaims == 1)
        #expect(progress.oldestAge > 50 * 3600 && progress.oldestAge < 51 * 3600)
        #expect(progress.share < 1 && progress.share > 0.6)
        #expect(WatchProgress(try Self.run(), within: .seconds(1), budgetPerRound: nil).share == 1)
    }
}
