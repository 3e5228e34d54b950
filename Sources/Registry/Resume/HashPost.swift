internal import Synchronization
package import Transfer

/// Announces the hash states of a blob while it is read. The event loop posts and never waits; a task elsewhere takes what is new.
package final class HashPost: Sendable {
    /// The states since the last time.
    package struct News: Sendable {
        package let first: FirstReply
        /// The first bytes of the blob.
        package let opening: [UInt8]
        /// The number of states before these; 0 if the blob was begun anew.
        package let after: Int
        package var states: [CheckpointList]
    }

    /// How many states are posted at a time: with 8 MiB, a process that is killed loses less than 16 MiB.
    static let interval = 8

    /// Yields after something was posted, until `finish`.
    package let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let news = Mutex<News?>(nil)

    package init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Posts states of a blob, which follow `after` others.
    func add(_ states: CheckpointList, after: Int, of first: FirstReply, opening: [UInt8]) {
        news.withLock { news in
            if after > 0, news != nil {
                news?.states.append(states)
            } else {
                news = News(first: first, opening: opening, after: after, states: [states])
            }
        }
        signal.yield()
    }

    /// What was posted since the last call; `nil` if nothing was.
    package func take() -> News? {
        news.withLock { news in
            defer { news = nil }
            return news
        }
    }

    /// Ends the signals.
    package func finish() { signal.finish() }
}
