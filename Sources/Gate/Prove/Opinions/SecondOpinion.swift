internal import OCI
internal import Record
internal import Registry

/// Decides whether content that one backend served wrong may be pulled from others (invariant 9). No I/O.
///
/// A pull fills a cache. If the storage is wrong, every further pull spreads the damage; if only one cache is wrong, no pull does
/// harm and every pull helps to locate the damage. The source of the wrong bytes tells the two apart: a HIT is evidence about a
/// cache, a MISS is evidence about the storage.
enum SecondOpinion {
    /// The outcome of reading the content from one backend.
    struct Read: Hashable {
        enum Outcome: Hashable {
            case good
            case bad
            /// Bad, and an override covers it: someone took responsibility.
            case waived
        }

        let outcome: Outcome
        /// Whether the backend is the registry itself, behind its caches.
        let isDirect: Bool
        /// Where the bytes came from; `nil` if the replies do not say so.
        let source: CacheReply?
        /// Whether a plain GET was answered with 416, as a slicing cache does for an empty object.
        var isEmpty = false
    }

    /// The further backends that may be read.
    enum Permission: Hashable {
        case all
        /// One more, preferably one that has the content in its cache.
        case oneMore
        /// Only backends whose caches a pull cannot change.
        case harmless
        /// None: a cache stores the empty reply of an empty object for each slice that is requested, even by a probe.
        case none
    }

    /// - Parameters:
    ///   - reads: The reads under the same name in this run.
    ///   - storageIsGood: Whether a read of this run shows that the storage has the right bytes.
    ///   - wasLeftUnread: Whether the run that is being rechecked stopped here too. Stopping again would say nothing new, so
    ///     each recheck reads one more.
    static func permission(after reads: [Read], storageIsGood: Bool, wasLeftUnread: Bool) -> Permission {
        let bad = reads.filter { $0.outcome == .bad }
        let good = reads.filter { $0.outcome == .good }
        // Right bytes that no cache had are those of the storage, as when the first backend is good.
        guard !bad.isEmpty, !storageIsGood, !good.contains(where: { $0.source != .hit }) else { return .all }
        guard !bad.contains(where: \.isEmpty) else { return .none }
        // The registry itself is wrong. A cache may hold the last good copy.
        guard !bad.contains(where: \.isDirect) else { return .harmless }
        if bad.allSatisfy({ $0.source == .hit }) { return good.isEmpty ? .oneMore : .all }
        return wasLeftUnread && reads.count == 1 ? .oneMore : .harmless
    }

    // MARK: Evidence

    /// The source of the wrong bytes of a result; `nil` if no bytes were wrong or the replies do not say so.
    ///
    /// A reply reports the status of its first slice only. If any slice came from behind the cache, the damage may too.
    static func source(of result: ClaimResult) -> CacheReply? {
        guard let first = result.attempts.first(where: { $0.code?.family == .content && !$0.isOfSpotCheck }) else {
            return nil
        }
        let slices = result.attempts.flatMap(\.slices).map { CacheReply($0.cacheStatus) }
        let replies = [CacheReply(first.observation.cacheStatus)] + slices
        if replies.contains(.miss) { return .miss }
        return replies.allSatisfy { $0 == .hit } ? .hit : nil
    }

    /// Whether a result shows that the storage has the right bytes: the registry itself sent them, or they were fetched from
    /// behind a cache. The name does not matter: all repositories of a registry share one object.
    static func showsGoodStorage(_ result: ClaimResult) -> Bool {
        if case .verified(let blob) = result.status, result.claim.backend.role == .direct {
            return !blob.isFromElsewhere
        }
        return result.attempts.contains { attempt in
            if case .keptWrong = attempt.evidence { return true }
            guard attempt.code == nil, !attempt.isOfSpotCheck, isWhole(attempt.observation) else { return false }
            // Slices that came from the cache say nothing about the storage.
            return CacheReply(attempt.observation.cacheStatus) == .miss
                && attempt.slices.allSatisfy { CacheReply($0.cacheStatus) == .miss }
        }
    }

    private static func isWhole(_ observation: Observation) -> Bool {
        if case .body = observation.outcome { !observation.leftRegistry } else { false }
    }
}
