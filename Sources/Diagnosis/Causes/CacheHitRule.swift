internal import Record

/// What a HIT means for every cause: it counts against the storage, and alone it makes nothing likely.
enum CacheHitRule {
    static func applied(to hypothesis: Hypothesis, in file: FaultContext) -> Hypothesis {
        guard file.isOfContent else { return hypothesis }
        let isOfStorage = hypothesis.ground == .storage && file.directIsBad == nil
        return hypothesis.weighed(
            atBest: file.restsOnOneHit && hypothesis.kind != .flapping ? .possible : .shown,
            against: isOfStorage ? file.sentFromCache : nil)
    }
}

extension FaultContext {
    /// Whether all that is known is wrong bytes from the cache of one backend: no other was read, and no other name.
    var restsOnOneHit: Bool {
        guard storage.bad.count == 1, storage.badFromCache == storage.bad, storage.intact.isEmpty,
            storage.remembered.isEmpty, storage.rightElsewhere.isEmpty, storage.wrongElsewhere.isEmpty,
            case .silent = storage.direct
        else { return false }
        return fault.scope == .single || fault.scope == .unknownElsewhere
    }
}
