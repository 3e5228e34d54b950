internal import Dispatch

/// Runs code that blocks in the kernel or computes for a long time on its own thread. The cooperative thread pool has
/// only as many threads as there are cores: reading and hashing a file there would delay progress output, timers and
/// signals.
///
/// Use it as a task executor preference, see `withTaskExecutorPreference`: the code remains part of its task, and
/// `Task.isCancelled` tells it when to stop. Jobs run one at a time.
package final class BlockingExecutor: TaskExecutor {
    private let queue: DispatchQueue

    /// - Parameter name: The queue's name in a debugger.
    package init(_ name: String) { queue = DispatchQueue(label: name) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
