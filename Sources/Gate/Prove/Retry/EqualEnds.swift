internal import OCI
internal import Record
internal import Registry

/// Recognizes a body that ends at the same byte on every read, although each reply declared the right length.
///
/// A connection that dies ends a body anywhere. The same byte on every new connection is a property of the content or of what
/// serves it, and a retry gets the same. Just before the end it is the mark of a proxy that verifies while it streams and keeps
/// the end of a wrong body back: repeated evidence of wrong content behind it, which refuses. Elsewhere it may be a truncated
/// object or a limit of a proxy: nothing is known about the bytes, so it stays an access fault (invariant 2).
///
/// A reply that a cache fetched for this request (MISS) is no such evidence: a cache that cannot write its file ends a body the
/// same way until its disk has room.
enum EqualEnds {
    /// The most bytes that a verifying proxy keeps back.
    private static let lastChunk: Int64 = 1 << 20

    /// The fault of these attempts; `nil` if fewer than two reads ended alike, or if any other read got a part of the body.
    static func fault(of attempts: [JudgedObservation], size: Int64?) -> SeenFault? {
        guard let size else { return nil }
        let reads = attempts.filter {
            !$0.isOfSpotCheck && $0.observation.bodyBytes > 0 && $0.observation.status != 206
        }
        guard reads.count > 1, let first = reads.first?.observation, first.bodyBytes < size,
            reads.allSatisfy({ isClosedEarly($0, size: size) && $0.observation.bodyBytes == first.bodyBytes })
        else { return nil }
        return SeenFault(
            isNearEnd(first.bodyBytes, of: size) ? .contentCut : .accessTruncated,
            .series(
                reads: .endedAlike(
                    received: first.bodyBytes, size: size, count: reads.count, cache: first.cacheStatus)))
    }

    /// Whether only the last part of a body is missing, as much as a proxy still holds when it knows the hash.
    static func isNearEnd(_ received: Int64, of size: Int64) -> Bool {
        let missing = size - received
        return missing > 0 && missing <= lastChunk && missing < received
    }

    private static func isClosedEarly(_ attempt: JudgedObservation, size: Int64) -> Bool {
        let observation = attempt.observation
        guard attempt.code == .accessTruncated, observation.status == 200, case .failed = observation.outcome,
            observation.headers["content-encoding"] == nil, CacheReply(observation.cacheStatus) != .miss
        else { return false }
        return observation.headers["content-length"].flatMap { Int64($0.description) } == size
    }
}
