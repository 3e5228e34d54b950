internal import Record

/// The table of cause rules. Each returns its hypothesis if any fact supports it.
enum CauseRules {
    private static let table: [@Sendable (FaultContext) -> Hypothesis?] = [
        MechanismRules.flippedBit, MechanismRules.lostWrites, MechanismRules.shortSlice, MechanismRules.frozenShort,
        MechanismRules.misplacedSlice, MechanismRules.frozenUpstream, TransportRules.middlebox,
        TransportRules.wrongObject, ReplyRules.requestKind, ReplyRules.changingBytes, ReplyRules.verifyingProxy,
        StorageRules.empty, StorageRules.truncated, TransportRules.flapping,
        RoleRules.swapped, AbsenceRules.lostLink, AbsenceRules.replicationLag, AbsenceRules.garbageCollection,
        AbsenceRules.unfinishedPush, TransportRules.tagMoved, MechanismRules.cacheDisk, StorageRules.cache,
        StorageRules.storage,
    ]

    /// The possible causes of a fault: best supported first, then most specific first.
    static func hypotheses(for file: FaultContext) -> [Hypothesis] {
        let found = table.compactMap { $0(file).map { CacheHitRule.applied(to: $0, in: file) } }
        return found.enumerated().sorted { left, right in
            left.element.confidence == right.element.confidence
                ? left.offset < right.offset : left.element.confidence < right.element.confidence
        }.map(\.element)
    }

    /// The question that the evidence leaves open; `nil` if it is settled.
    static func openQuestion(for file: FaultContext, _ hypotheses: [Hypothesis]) -> OpenQuestion? {
        guard !file.location.isDecided, !file.location.isOfCacheDisk, !file.code.isForCorrectBytes, !file.code.isOfName
        else { return nil }
        let kinds = Set(hypotheses.prefix { $0.confidence < .unlikely }.map(\.kind))
        // A cache may still hold the reply of an object that was empty once.
        let isEmpty = file.fault.isUnsatisfiable && kinds.contains(.emptyObject)
        guard isEmpty || file.isOfContent && (kinds.contains(.storage) || kinds.contains(.cache)) else { return nil }
        let through = file.storage.intactReadThrough
        return through.isEmpty || !file.storage.badReadThrough.isEmpty
            ? .storageNotSeen : .sameStorage(faulty: file.storage.bad, intact: through)
    }
}
