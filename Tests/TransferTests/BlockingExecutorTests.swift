import Dispatch
import Foundation
import Testing

@testable import Transfer

@Suite(.timeLimit(.minutes(1))) struct BlockingExecutorTests {
    /// As many tasks as would block every thread that tasks share, until another task lets them go.
    @Test func whatBlocksHoldsUpNoOtherTask() async {
        let count = ProcessInfo.processInfo.activeProcessorCount + 1
        let gate = DispatchSemaphore(value: 0)
        let blocked = (0..<count).map { number in
            Task(executorPreference: BlockingExecutor("blocked \(number)")) { wait(gate) }
        }
        try? await Task.sleep(for: .milliseconds(20))
        await Task.detached { for _ in 0..<count { gate.signal() } }.value
        for task in blocked { #expect(await task.value) }
    }

    @Test func theCodeIsPartOfItsTask() async {
        let executor = BlockingExecutor("cancelled")
        let task = Task {
            try? await Task.sleep(for: .seconds(600))
            return await withTaskExecutorPreference(executor) { Task.isCancelled }
        }
        task.cancel()
        #expect(await task.value)
    }
}

/// Semaphores may not be waited for in asynchronous code, which is what this is a test of.
private func wait(_ gate: DispatchSemaphore) -> Bool { gate.wait(timeout: .now() + 50) == .success }
