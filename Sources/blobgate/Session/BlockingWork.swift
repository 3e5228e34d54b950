import Dispatch

/// Runs blocking work, such as reading whole files or waiting for a process, outside the cooperative thread pool of Swift
/// concurrency. The pool has only as many threads as there are cores, so blocking one stalls other tasks.
enum BlockingWork {
    static func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Result(catching: work)) }
        }
        return try result.get()
    }
}
