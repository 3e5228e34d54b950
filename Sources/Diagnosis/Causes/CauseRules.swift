internal import Record

/// The table of causes: each rule gives its hypothesis where something supports it.
enum CauseRules {
    private static let table: [@Sendable (CaseFile) -> Hypothesis?] = [
        MechanismRules.flippedBit, MechanismRules.lostWrites, MechanismRules.shortSlice, MechanismRules.frozenShort,
        MechanismRules.misplacedSlice, MechanismRules.frozenUpstream, TransportRules.middlebox,
        TransportRules.wrongObject, StorageRules.empty, StorageRules.truncated, TransportRules.flapping,
        AbsenceRules.lostLink, AbsenceRules.replicationLag, AbsenceRules.garbageCollection,
        AbsenceRules.unfinishedPush, TransportRules.tagMoved, MechanismRules.cacheDisk, StorageRules.cache,
        StorageRules.storage,
    ]

    /// What may have caused a fault: the best founded first, and of two alike the more particular.
    static func hypotheses(for file: CaseFile) -> [Hypothesis] {
        table.compactMap { $0(file) }.enumerated().sorted { left, right in
            left.element.confidence == right.element.confidence
                ? left.offset < right.offset : left.element.confidence < right.element.confidence
        }.map(\.element)
    }

    /// What the evidence leaves open, and the one read that would decide it; `nil` where it is decided.
    static func openQuestion(for file: CaseFile, _ hypotheses: [Hypothesis]) -> OpenQuestion? {
        guard !file.location.isDecided, !file.code.isOfRightBytes, !file.code.isOfName else { return nil }
        let kinds = Set(hypotheses.prefix { $0.confidence < .unlikely }.map(\.kind))
        // A cache keeps the reply of an object that was empty once.
        let isEmpty = file.code == .accessStatus && kinds.contains(.emptyObject)
        guard isEmpty || file.isOfContent && (kinds.contains(.storage) || kinds.contains(.cache)) else { return nil }
        let through = file.storage.intactReadThrough
        return through.isEmpty || !file.storage.badReadThrough.isEmpty
            ? .storageNotSeen : .sameStorage(faulty: file.storage.bad, intact: through)
    }
}
