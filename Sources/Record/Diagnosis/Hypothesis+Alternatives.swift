/// Which hypotheses exclude each other. A cause and its mechanism are one explanation, not two.
extension Hypothesis {
    /// Where a hypothesis puts the fault.
    package enum Ground: Hashable, Sendable {
        case cache
        case storage
        /// Between the storage and the client.
        case path
        /// It says what the bytes are, not where they went wrong.
        case anywhere
        /// Not a question of wrong bytes.
        case other
    }

    package var ground: Ground {
        switch kind {
        case .cache, .lostWrites, .shortSlice, .frozenShort, .misplacedSlice, .frozenUpstream, .cacheDisk: .cache
        case .storage, .truncatedObject, .emptyObject: .storage
        case .flippedBit: statement == .bitFlippedInStorage ? .storage : .cache
        case .middlebox, .flapping, .requestKind, .verifyingProxy: .path
        case .wrongObject: .anywhere
        case .swappedRoles, .lostLink, .replicationLag, .garbageCollection, .unfinishedPush, .tagMoved: .other
        }
    }

    /// Whether it only says where the fault is, and not how it came about.
    private var isGeneral: Bool { kind == .cache || kind == .storage }

    /// Whether at most one of the two is true.
    package func excludes(_ other: Hypothesis) -> Bool {
        guard kind != other.kind else { return false }
        if ground == .anywhere || other.ground == .anywhere { return !isGeneral && !other.isGeneral }
        return ground != other.ground || (!isGeneral && !other.isGeneral)
    }

    /// Whether it explains how the other one came about.
    package func isMechanism(of other: Hypothesis) -> Bool { other.isGeneral && !isGeneral && ground == other.ground }
}
