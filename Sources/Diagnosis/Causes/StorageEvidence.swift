internal import OCI
internal import Record

/// What a fault's occurrences, the other backends and a closer look say of the storage behind them.
struct StorageEvidence {
    /// What the backend that is the registry itself says.
    enum Direct {
        /// There is none, or it could not be asked, or only an old proof speaks.
        case silent
        /// It serves the bytes intact, now.
        case intact(String)
        /// It serves wrong bytes.
        case bad(String)
        /// It has not got them.
        case absent(String)
    }

    /// The bytes under another repository's name on a backend that has them wrong: another entry of the same cache.
    struct OtherName: Hashable {
        let backend: String
        let repository: RepositoryName
        let reply: CacheReply?
    }

    let direct: Direct
    /// All backends that showed the fault.
    let shown: [String]
    /// The backends that showed the fault, without the direct one.
    let bad: [String]
    /// Those whose bad bytes came from what a cache had kept.
    let badFromCache: [String]
    /// Those whose bad bytes came from behind a cache.
    let badReadThrough: [String]
    /// Other backends that serve the bytes intact now.
    let intact: [String]
    /// Those of them that read the bytes from behind a cache.
    let intactReadThrough: [String]
    /// Those of them that sent what a cache had kept.
    let intactFromCache: [String]
    /// Other backends whose only proof is an earlier run's.
    let remembered: [String]
    /// Whether each faulty backend sent the same bytes; `nil` for fewer than two, or where it is not known.
    let alike: Bool?
    /// Whether each faulty backend sent other bytes.
    let allDifferent: Bool
    /// Other names under which a faulty backend has the bytes right.
    let rightElsewhere: [OtherName]
    /// Other names under which a faulty backend has them wrong too.
    let wrongElsewhere: [OtherName]
    /// Whether a right copy could be put together of the backends' wrong ones.
    let isComposed: Bool

    /// The name under which the bytes came right from behind the cache of a faulty backend: the storage is good.
    var readThroughElsewhere: OtherName? { rightElsewhere.first { $0.reply == .miss } }

    init(_ fault: Fault, _ investigation: Investigation?) {
        let maps = investigation?.maps ?? []
        let occurrences = fault.occurrences
        shown = occurrences.map(\.backend)
        let fronts = occurrences.filter { !$0.isDirect }
        bad = fronts.map(\.backend)
        let badReplies = fronts.map { occurrence in
            let map = maps.first { $0.backend == occurrence.backend }
            return (name: occurrence.backend, reply: Self.reply(of: occurrence.cacheStatus, map))
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
            switch other.states.first?.state {
            case .verified(let status):
                if other.isDirect {
                    direct = .intact(other.backend)
                } else {
                    let map = maps.first { $0.backend == other.backend }
                    intact.append((other.backend, Self.reply(of: status, map, over: damage)))
                }
            case .reused: remembered.append(other.backend)
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
    }

    /// Where a faulty backend had the wrong bytes from. A reply's own status is that of its first slice; what counts is
    /// that of the damaged ones, which are asked for before the pull.
    private static func reply(of status: String?, _ map: BlobMap?) -> CacheReply? {
        let first = CacheReply(status)
        guard let map, !map.damagedSlices.isEmpty, first != .miss else { return first }
        let replies = map.damagedSlices.map { CacheReply($0.cacheStatus) }
        if replies.contains(.miss) { return .miss }
        return replies.allSatisfy { $0 == .hit } ? .hit : nil
    }

    /// Where an intact backend has those bytes from that are wrong elsewhere.
    private static func reply(of status: String?, _ map: BlobMap?, over damage: [Range<Int64>]) -> CacheReply? {
        let slices = map?.slices.filter { slice in damage.contains { $0.overlaps(slice.bytes) } } ?? []
        guard !slices.isEmpty, slices.allSatisfy({ CacheReply($0.cacheStatus) == .miss }) else {
            return CacheReply(status)
        }
        return .miss
    }
}
