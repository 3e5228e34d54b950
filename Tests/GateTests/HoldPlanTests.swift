import Record
import Testing

@testable import Gate

@Suite struct HoldPlanTests {
    /// The pauses of a hold whose rounds take this long and never succeed.
    private func pauses(_ duration: Duration?, look: Duration, pace: Double = 1) -> [Duration] {
        var plan = HoldPlan(duration, pace: pace)
        var elapsed = look
        var pauses: [Duration] = []
        while case .again(let next) = plan.next(isWell: false, elapsed: elapsed) {
            #expect(next.left == (duration ?? .zero) - elapsed)
            pauses.append(next.pause)
            elapsed += next.pause + look
            guard pauses.count < 1000 else { break }
        }
        return pauses
    }

    @Test func withoutAHoldThereIsOneRound() { #expect(pauses(nil, look: .seconds(1)) == []) }

    @Test func pausesGrowUpToALimit() {
        let found = pauses(.seconds(600), look: .zero)
        #expect(found.prefix(4) == [.seconds(5), .seconds(7.5), .seconds(11.25), .seconds(16.875)])
        #expect(found[7] == .seconds(60))
        #expect(found.dropFirst(7).dropLast().allSatisfy { $0 == .seconds(60) })
        // The last round starts when time runs out.
        #expect(found.reduce(.zero, +) == .seconds(600))
    }

    @Test func theLastRoundStartsWhenTimeRunsOut() {
        #expect(pauses(.seconds(8), look: .seconds(1)) == [.seconds(5), .seconds(1)])
        #expect(pauses(.seconds(3), look: .seconds(1)) == [.seconds(2)])
        #expect(pauses(.seconds(3), look: .seconds(3)) == [])
        #expect(pauses(.seconds(3), look: .seconds(30)) == [])
    }

    @Test func theHoldEndsWhenEverythingIsProven() {
        var plan = HoldPlan(.seconds(600))
        #expect(plan.next(isWell: false, elapsed: .zero) != .done)
        #expect(plan.next(isWell: true, elapsed: .seconds(5)) == .done)
    }

    @Test func thePaceScalesThePauses() {
        #expect(pauses(.seconds(1), look: .milliseconds(100), pace: 0.01).first == .milliseconds(50))
    }
}
