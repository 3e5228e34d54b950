internal import Synchronization
package import Transfer

/// The limits that a user set for what is read: from each backend, and from all of them together.
package final class RateLimits: Sendable {
    /// Bytes per second from each backend; `nil` for no limit.
    package let perBackend: Int64?
    /// Bytes per second from all backends together; `nil` for no limit.
    package var fromAll: Int64? { total?.bytesPerSecond }
    private let total: RateLimiter?
    private let known = Mutex<[Backend: RateLimiter]>([:])

    /// - Parameters:
    ///   - perBackend: Bytes per second; `nil` for no limit.
    ///   - total: The same for all backends together.
    package init(perBackend: Int64? = nil, total: Int64? = nil) {
        self.perBackend = perBackend
        self.total = total.map { RateLimiter(bytesPerSecond: $0) }
    }

    /// The limits of a request to a backend; `nil` for a server that is no backend.
    package func limiters(of backend: Backend?) -> [RateLimiter] {
        let all = total.map { [$0] } ?? []
        guard let backend, let perBackend else { return all }
        return all + [
            known.withLock { known in
                let limiter = known[backend] ?? RateLimiter(bytesPerSecond: perBackend)
                known[backend] = limiter
                return limiter
            }
        ]
    }
}
