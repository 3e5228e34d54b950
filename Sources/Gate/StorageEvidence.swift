internal import OCI

/// What a fault's sightings and the other backends say of the storage behind them.
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

    let direct: Direct
    /// All backends that showed the fault.
    let shown: Names
    /// The backends that showed the fault, without the direct one.
    let bad: Names
    /// Those whose first bad reply came from what a cache had kept.
    let badFromCache: Names
    /// Those whose first bad reply came from behind a cache.
    let badReadThrough: Names
    /// Other backends that serve the bytes intact now.
    let intact: Names
    /// Those of them that read the bytes from behind a cache.
    let intactReadThrough: Names
    /// Those of them that sent what a cache had kept.
    let intactFromCache: Names
    /// Other backends whose only proof is an earlier run's.
    let remembered: Names
    /// Whether each faulty backend sent the same bytes; `nil` for fewer than two, or where it is not known.
    let alike: Bool?
    /// Whether each faulty backend sent other bytes.
    let allDifferent: Bool

    init(code: FindingCode, sightings: [Diagnosis.Sighting], others: [Diagnosis.Bystander]) {
        shown = Names(sightings.map(\.backend))
        let fronts = sightings.filter { !$0.isDirect }
        bad = Names(fronts.map(\.backend))
        badFromCache = Names(fronts.filter { CacheReply($0.cacheStatus) == .kept }.map(\.backend))
        badReadThrough = Names(fronts.filter { CacheReply($0.cacheStatus) == .readThrough }.map(\.backend))
        let received = sightings.compactMap(\.received)
        let whole = sightings.count > 1 && received.count == sightings.count
        alike = whole ? Set(received).count == 1 : nil
        allDifferent = whole && Set(received).count == received.count

        var intact: [(name: String, reply: CacheReply?)] = []
        var remembered: [String] = []
        var direct = sightings.first(where: \.isDirect).map { sighting in
            code.family == .absence ? Direct.absent(sighting.backend) : .bad(sighting.backend)
        }
        for other in others {
            switch other.states.first?.state {
            case .verified(let status):
                if other.isDirect {
                    direct = .intact(other.backend)
                } else {
                    intact.append((other.backend, CacheReply(status)))
                }
            case .reused: remembered.append(other.backend)
            case .faulty(let code) where other.isDirect:
                direct = code.family == .absence ? .absent(other.backend) : .bad(other.backend)
            default: break
            }
        }
        self.direct = direct ?? .silent
        self.intact = Names(intact.map(\.name))
        intactReadThrough = Names(intact.filter { $0.reply == .readThrough }.map(\.name))
        intactFromCache = Names(intact.filter { $0.reply == .kept }.map(\.name))
        self.remembered = Names(remembered)
    }
}
