import Record
import Testing

@testable import Gate

@Suite struct TurnRuleTests {
    @Test(
        "A first backend that needs more than its share gives up its turn",
        arguments: [
            (1, 100, 8, 90, 3, true), (40, 100, 8, 90, 3, false), (10, 100, 11, 90, 3, true),
            // Too early to tell, and nothing left to share.
            (1, 100, 1, 90, 3, false), (1, 100, 5, 90, 1, false), (100, 100, 80, 90, 3, false),
            // Nothing arrived: half of the share may pass.
            (0, 100, 14, 90, 3, false), (0, 100, 16, 90, 3, true),
        ] as [(Int64, Int64, Int, Int, Int, Bool)])
    func isOver(received: Int64, size: Int64, elapsed: Int, left: Int, backends: Int, isOver: Bool) {
        #expect(
            TurnRule.isOver(
                received: received, size: size, elapsed: .seconds(elapsed), left: .seconds(left), backends: backends)
                == isOver)
    }

    @Test(
        "The deadline shows a slow backend only if the transfer ran for a while",
        arguments: [
            (10, 9000, 100, 30, false), (10, 9000, 3700, 30, false), (10, 9000, 4000, 30, true),
            (8999, 9000, 29_000, 30, false), (1, 100_000, 9_000, 3600, false), (1, 100_000, 40_000, 3600, true),
            (0, 9000, 20_000, 30, false),
        ] as [(Int64, Int64, Int64, Int, Bool)])
    func isTooSlow(received: Int64, size: Int64, milliseconds: Int64, deadline: Int, isSlow: Bool) {
        let transfer = PartialTransfer(backend: "one", received: received, size: size, milliseconds: milliseconds)
        #expect(TurnRule.isTooSlow(transfer, for: .seconds(deadline), hadItsTurn: false) == isSlow)
    }

    @Test("A transfer that had its turn is judged by its rate alone", arguments: [(10, true), (8000, false)])
    func hadItsTurn(received: Int64, isSlow: Bool) {
        let transfer = PartialTransfer(backend: "one", received: received, size: 9000, milliseconds: 100)
        #expect(TurnRule.isTooSlow(transfer, for: .seconds(30), hadItsTurn: true) == isSlow)
    }

    @Test(
        "Only the last part of a body counts as its end",
        arguments: [
            (4999, 5000, true), (4000, 5000, true), (2500, 5000, false), (5000, 5000, false), (0, 5000, false),
            (99_000_000, 100_000_000, true), (98_000_000, 100_000_000, false),
        ] as [(Int64, Int64, Bool)])
    func isNearEnd(received: Int64, size: Int64, isNear: Bool) {
        #expect(EqualEnds.isNearEnd(received, of: size) == isNear)
    }
}
