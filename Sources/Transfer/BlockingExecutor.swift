internal import Dispatch

/// Runs what blocks in the kernel or computes for long on a thread of its own. The threads that all other tasks share
/// are as few as the machine has cores: one that reads and hashes a file would hold up progress, timers and signals.
///
/// It is a preference of a task, see `withTaskExecutorPreference`: the code stays part of its task, and `Task.isCancelled`
/// says there when to stop. One job runs at a time.
package final class BlockingExecutor: TaskExecutor {
    private let queue: DispatchQueue

    /// - Parameter name: What a debugger calls the queue.
    package init(_ name: String) { queue = DispatchQueue(label: name) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
