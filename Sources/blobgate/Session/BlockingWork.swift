import Dispatch

/// Work that reads whole files or waits for a process, away from the threads of Swift concurrency: there are only as many of those as cores, and
/// nothing else would move while such work holds one.
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
