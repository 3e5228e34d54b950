/// The table of causes: each rule gives its hypothesis where something speaks for it.
enum CauseRules {
    private static let table: [@Sendable (CaseFile) -> Hypothesis?] = [
        MechanismRules.flippedBit, MechanismRules.lostWrites, MechanismRules.shortSlice, MechanismRules.frozenShort,
        MechanismRules.misplacedSlice, MechanismRules.frozenUpstream, WayRules.middlebox, WayRules.wrongObject,
        StorageRules.empty, StorageRules.truncated, WayRules.flapping, AbsenceRules.lostLink,
        AbsenceRules.replicationLag, AbsenceRules.garbageCollection, AbsenceRules.unfinishedPush, WayRules.tagMoved,
        MechanismRules.cacheDisk, StorageRules.cache, StorageRules.storage,
    ]

    /// What may lie behind a fault: the best founded first, and of two alike the more particular.
    static func hypotheses(for file: CaseFile) -> [Hypothesis] {
        table.compactMap { $0(file) }.enumerated().sorted { left, right in
            left.element.standing == right.element.standing
                ? left.offset < right.offset : left.element.standing < right.element.standing
        }.map(\.element)
    }

    /// What the evidence leaves open, and the one look that would decide it; `nil` where it is decided.
    static func openQuestion(for file: CaseFile, _ hypotheses: [Hypothesis]) -> String? {
        let kinds = Set(hypotheses.prefix { $0.standing < .unlikely }.map(\.kind))
        // A cache keeps the reply of an object that was empty once.
        let isEmpty = file.code == .accessStatus && kinds.contains(.emptyObject)
        guard file.isOfContent || isEmpty, !file.code.isOfRightBytes, !file.code.isOfName,
            case .silent = file.storage.direct, file.storage.readThroughElsewhere == nil
        else { return nil }
        guard kinds.contains(.storage) || kinds.contains(.cache) || isEmpty else { return nil }
        let through = file.storage.intactReadThrough
        if !through.isEmpty, file.storage.badReadThrough.isEmpty {
            return "Whether \(file.storage.bad) and \(through) stand before the same storage is not known here."
        }
        return "What the storage has now cannot be seen from here; the read past the cache decides."
    }
}
