import Dispatch
import Foundation
import Testing

@testable import Transfer

@Suite(.timeLimit(.minutes(1))) struct BlockingExecutorTests {
    /// Enough tasks to block every shared thread until another task releases them.
    @Test func blockingCodeDoesNotDelayOtherTasks() async {
        let count = ProcessInfo.processInfo.activeProcessorCount + 1
        let gate = DispatchSemaphore(value: 0)
        let blocked = (0..<count).map { number in
            Task(executorPreference: BlockingExecutor("blocked \(number)")) { wait(gate) }
        }
        try? await Task.sleep(for: .milliseconds(20))
        await Task.detached { for _ in 0..<count { gate.signal() } }.value
        for task in blocked { #expect(await task.value) }
    }

    @Test func theCodeRunsInItsTask() async {
        let executor = BlockingExecutor("cancelled")
        let task = Task {
            try? await Task.sleep(for: .seconds(600))
            return await withTaskExecutorPreference(executor) { Task.isCancelled }
        }
        task.cancel()
        #expect(await task.value)
    }
}

/// Semaphores must not block asynchronous code, except in this test.
private func wait(_ gate: DispatchSemaphore) -> Bool { gate.wait(timeout: .now() + 50) == .success }
