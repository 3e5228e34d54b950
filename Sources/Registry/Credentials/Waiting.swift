/// The result of the work, or `nil` if it exceeds the limit: then it is cancelled and awaited.
func limited<Value: Sendable>(
    by limit: Duration, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}

/// The value of a shared task, or `nil` as soon as this waiter is cancelled. The task itself continues.
func value<Value: Sendable>(of shared: Task<Value, Never>) async -> Value? {
    let (stream, continuation) = AsyncStream.makeStream(of: Value.self)
    Task {
        continuation.yield(await shared.value)
        continuation.finish()
    }
    for await value in stream { return value }
    return nil
}
