import Testing

/// Limits the tests with this trait to two at a time: labs and gates need whole cores, and timing tests need a machine that is
/// not overloaded.
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
        // A suite is not a test case and must not take a slot from its tests.
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
    /// At most two tests at a time among all suites with this trait.
    static var twoAtATime: Self { Self() }
}
