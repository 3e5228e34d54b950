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
        "Only the last part of a body counts as its end",
        arguments: [
            (4999, 5000, true), (4000, 5000, true), (2500, 5000, false), (5000, 5000, false), (0, 5000, false),
            (99_000_000, 100_000_000, true), (98_000_000, 100_000_000, false),
        ] as [(Int64, Int64, Bool)])
    func isNearEnd(received: Int64, size: Int64, isNear: Bool) {
        #expect(EqualEnds.isNearEnd(received, of: size) == isNear)
    }
}
