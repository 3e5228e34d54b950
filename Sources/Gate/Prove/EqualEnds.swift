internal import OCI
internal import Record
internal import Registry

/// Recognizes a body that ends at the same byte on every read, although each reply declared the right length.
///
/// A connection that dies ends a body anywhere. The same byte on every new connection is a property of the content or of what
/// serves it: a proxy that verifies while it streams ends a wrong body just before its end, and a truncated object ends where
/// it was cut. A retry gets the same, and so does every node, so this refuses.
///
/// A reply that a cache fetched for this request (MISS) is no such evidence: a cache that cannot write its file ends a body the
/// same way until its disk has room.
enum EqualEnds {
    /// The reads that ended alike; `nil` if there are fewer than two, or if any other read got a part of the body.
    static func of(_ attempts: [JudgedObservation], size: Int64?) -> ReadSeries? {
        guard let size else { return nil }
        let reads = attempts.filter { !$0.isOfSpotCheck && $0.observation.bodyBytes > 0 }
        guard reads.count > 1, let first = reads.first?.observation, first.bodyBytes < size,
            reads.allSatisfy({ isClosedEarly($0, size: size) && $0.observation.bodyBytes == first.bodyBytes })
        else { return nil }
        return .endedAlike(received: first.bodyBytes, size: size, count: reads.count, cache: first.cacheStatus)
    }

    private static func isClosedEarly(_ attempt: JudgedObservation, size: Int64) -> Bool {
        let observation = attempt.observation
        guard attempt.code == .accessTruncated, observation.status == 200, case .failed = observation.outcome,
            observation.headers["content-encoding"] == nil, CacheReply(observation.cacheStatus) != .miss
        else { return false }
        return observation.headers["content-length"].flatMap { Int64($0.description) } == size
    }
}
