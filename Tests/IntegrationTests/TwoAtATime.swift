import Testing

/// Lets two tests of all that carry it run at a time: labs and gates want whole cores, and tests about time want a
/// machine that is not overrun.
struct TwoAtATime: TestTrait, SuiteTrait, TestScoping {
    private actor Door {
        private var free = 2
        private var waiting: [CheckedContinuation<Void, Never>] = []

        func enter() async {
            if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        }

        func leave() {
            if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
        }
    }

    private static let door = Door()

    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // A suite is no test case, and must not hold the door for its tests.
        guard testCase != nil else { return try await function() }
        await Self.door.enter()
        do {
            try await function()
        } catch {
            await Self.door.leave()
            throw error
        }
        await Self.door.leave()
    }
}

extension Trait where Self == TwoAtATime {
    /// At most two at a time of the tests of this suite and all others that carry this trait.
    static var twoAtATime: Self { Self() }
}
