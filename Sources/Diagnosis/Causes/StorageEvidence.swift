internal import OCI
internal import Record

/// What the occurrences of a fault, the other backends and the investigation show about the storage.
struct StorageEvidence {
    /// What the direct backend, the registry itself, shows.
    enum Direct {
        /// There is no direct backend, it could not be read, or only an earlier proof exists.
        case silent
        /// It serves the bytes intact, now.
        case intact(String)
        /// It serves wrong bytes.
        case bad(String)
        /// It does not have the content.
        case absent(String)
    }

    /// The bytes under another repository on a faulty backend: another entry in the same cache.
    struct OtherName: Hashable {
        let backend: String
        let repository: RepositoryName
        let reply: CacheReply?
    }

    let direct: Direct
    /// All backends that showed the fault.
    let shown: [String]
    /// The backends that showed the fault, except the direct one.
    let bad: [String]
    /// Faulty backends whose wrong bytes came from a cache.
    let badFromCache: [String]
    /// Faulty backends whose wrong bytes came from behind a cache.
    let badReadThrough: [String]
    /// Other backends that serve the bytes intact in this run.
    let intact: [String]
    /// Intact backends that fetched the bytes from behind a cache.
    let intactReadThrough: [String]
    /// Intact backends that sent the bytes from a cache.
    let intactFromCache: [String]
    /// Other backends with only a proof from an earlier run.
    let remembered: [String]
    /// Whether all faulty backends sent the same bytes; `nil` if unknown or with fewer than two.
    let alike: Bool?
    /// Whether all faulty backends sent different bytes.
    let allDifferent: Bool
    /// Other names under which a faulty backend has the bytes right.
    let rightElsewhere: [OtherName]
    /// Other names under which a faulty backend has them wrong too.
    let wrongElsewhere: [OtherName]
    /// Whether a right copy was composed from the backends' wrong ones.
    let isComposed: Bool
    /// Whether the configuration says that no faulty backend has a cache: its bytes are those of the storage.
    let isUncached: Bool

    var isDirectSilent: Bool { if case .silent = direct { true } else { false } }

    /// The name under which a faulty backend fetched right bytes from behind its cache, which proves that the storage is good.
    var readThroughElsewhere: OtherName? { rightElsewhere.first { $0.reply == .miss } }

    /// - Parameter earlier: What the rechecked run saw of the same wrong bytes.
    init(_ fault: Fault, _ investigation: Investigation?, _ earlier: EarlierFault? = nil, backends: [Run.Backend] = [])
    {
        let maps = investigation?.maps ?? []
        let occurrences = fault.occurrences
        shown = occurrences.map(\.backend)
        let fronts = occurrences.filter { !$0.isDirect }
        bad = fronts.map(\.backend)
        let badReplies = fronts.map { occurrence in
            let map = maps.first { $0.backend == occurrence.backend }
            // A cache answers HIT once it has stored what came from behind it.
            let wasMiss = earlier?.reply(of: occurrence.backend) == .miss
            return (
                name: occurrence.backend, reply: wasMiss ? .miss : Self.reply(of: occurrence.cacheStatus, map)
            )
        }
        badFromCache = badReplies.filter { $0.reply == .hit }.map(\.name)
        badReadThrough = badReplies.filter { $0.reply == .miss }.map(\.name)
        let received = occurrences.compactMap(\.received)
        let isWhole = occurrences.count > 1 && received.count == occurrences.count
        alike = isWhole ? Set(received).count == 1 : nil
        allDifferent = isWhole && Set(received).count == received.count

        let damage = maps.filter { !$0.isDirect }.flatMap { $0.damages.map(\.bytes) }
        var intact: [(name: String, reply: CacheReply?)] = []
        var remembered: [String] = []
        var direct = occurrences.first(where: \.isDirect).map { occurrence in
            fault.code.family == .absence ? Direct.absent(occurrence.backend) : .bad(occurrence.backend)
        }
        for other in fault.others {
            switch Self.state(of: other) {
            case .verified(let status):
                if other.isDirect {
                    direct = .intact(other.backend)
                } else {
                    let map = maps.first { $0.backend == other.backend }
                    intact.append((other.backend, Self.reply(of: status, map, over: damage)))
                }
            case .reused:
                guard let copy = earlier?.intact.first(where: { $0.backend == other.backend }) else {
                    remembered.append(other.backend)
                    continue
                }
                if other.isDirect { direct = .intact(copy.backend) } else { intact.append((copy.backend, copy.reply)) }
            case .faulty(let code) where other.isDirect:
                direct = code.family == .absence ? .absent(other.backend) : .bad(other.backend)
            default: break
            }
        }
        if direct == nil, let map = maps.first(where: \.isDirect) {
            if map.isBad {
                direct = .bad(map.backend)
            } else if !damage.isEmpty, damage.allSatisfy(map.isGood) {
                direct = .intact(map.backend)
            }
        }
        if direct == nil { direct = earlier?.wrong.first(where: \.isDirect).map { .bad($0.backend) } }
        self.direct = direct ?? .silent
        self.intact = intact.map(\.name)
        intactReadThrough = intact.filter { $0.reply == .miss }.map(\.name)
        intactFromCache = intact.filter { $0.reply == .hit }.map(\.name)
        self.remembered = remembered
        let named = (investigation?.otherNames ?? []).filter { name in fronts.contains { $0.backend == name.backend } }
        func places(_ isIntact: Bool) -> [OtherName] {
            named.filter { $0.isIntact == isIntact }.map {
                OtherName(backend: $0.backend, repository: $0.repository, reply: CacheReply($0.cacheStatus))
            }
        }
        rightElsewhere = places(true)
        wrongElsewhere = places(false)
        isComposed = investigation?.composition != nil
        let uncached = Set(backends.filter(\.hasNoCache).map(\.name))
        isUncached = !fronts.isEmpty && fronts.allSatisfy { uncached.contains($0.backend) }
    }

    /// The state of all content of the fault; `nil` if it is not the same for all.
    private static func state(of other: OtherBackend) -> OtherBackend.State? {
        other.states.count == 1 ? other.states[0].state : nil
    }

    /// The source of a faulty backend's wrong bytes. A reply reports the cache status of its first slice only; the damaged
    /// slices count, which were requested before the pull.
    private static func reply(of status: String?, _ map: BlobMap?) -> CacheReply? {
        let first = CacheReply(status)
        guard let map, !map.damagedSlices.isEmpty, first != .miss else { return first }
        let replies = map.damagedSlices.map { CacheReply($0.cacheStatus) }
        if replies.contains(.miss) { return .miss }
        return replies.allSatisfy { $0 == .hit } ? .hit : nil
    }

    /// The source of an intact backend's bytes in the range that is damaged elsewhere.
    private static func reply(of status: String?, _ map: BlobMap?, over damage: [Range<Int64>]) -> CacheReply? {
        let slices = map?.slices.filter { slice in damage.contains { $0.overlaps(slice.bytes) } } ?? []
        guard !slices.isEmpty, slices.allSatisfy({ CacheReply($0.cacheStatus) == .miss }) else {
            return CacheReply(status)
        }
        return .miss
    }
}
