internal import OCI
internal import Record
internal import Registry

/// Decides which claims wait for the pull of the same content under another repository of their backend, and which are compared
/// with it afterwards. A pure state machine.
///
/// Only what is known to be served from one place is compared: an object that the backend redirects to, or the storage of a
/// backend without a cache. As long as it is not known whether a backend redirects, its first pull shows it. What a backend sends
/// itself is pulled under every path (invariant 4); some send small blobs and redirect for large ones. A backend with an object for
/// each repository shows it by a few comparisons in vain.
struct SharedBytes {
    enum Turn {
        case pull
        /// The same content is being pulled under another repository.
        case wait
        case compare(ProvenBytes)
    }

    private struct Content: Hashable {
        let backend: Backend
        let digest: Digest
        let size: Int64?

        init(_ claim: Claim) {
            backend = claim.backend
            digest = claim.digest
            size = claim.size
        }

        init(_ bytes: ProvenBytes) {
            backend = bytes.backend
            digest = bytes.digest
            size = bytes.size
        }
    }

    private struct State {
        var bytes: ProvenBytes?
        /// The claim that is pulled while others wait.
        var leader: Claim?
        var waiting: [Claim] = []
        /// Whether a pull showed that there is nothing to compare with.
        var isUnshared = false
    }

    /// How the comparisons on a backend ended.
    private struct Experience {
        var matches = 0
        var misses = 0

        /// Whether every repository seems to have objects of its own.
        var isHopeless: Bool { matches == 0 && misses >= SharedBytes.patience }
    }

    /// The comparisons in vain after which a backend's claims are pulled at once.
    private static let patience = 4

    private let suffices: (ProvenBytes, Claim) -> Bool
    private let shareable: Set<Claim>
    private var states: [Content: State] = [:]
    /// The size up to which a backend that may have a cache sends blobs itself.
    private var sentUpTo: [Backend: Int64] = [:]
    private var compared: Set<Claim> = []
    private var experience: [Backend: Experience] = [:]

    /// - Parameters:
    ///   - claims: The claims that may be proven by bytes of another repository.
    ///   - known: Bytes that earlier runs proved, the newest first.
    ///   - suffices: Whether bytes show all that a claim needs besides their hash.
    init(
        _ claims: [Claim], known: [ProvenBytes] = [],
        suffices: @escaping (ProvenBytes, Claim) -> Bool = { _, _ in true }
    ) {
        self.suffices = suffices
        shareable = Set(claims)
        var counts: [Content: Int] = [:]
        for claim in shareable { counts[Content(claim), default: 0] += 1 }
        for (content, count) in counts where count > 1 { states[content] = State() }
        for bytes in known where counts[Content(bytes)] != nil && states[Content(bytes)]?.bytes == nil {
            states[Content(bytes), default: State()].bytes = bytes
        }
    }

    /// What to do with a claim that may start. One that waits is returned by `ended` or `left` later.
    mutating func turn(of claim: Claim) -> Turn {
        let content = Content(claim)
        guard shareable.contains(claim), let state = states[content],
            experience[claim.backend]?.isHopeless != true
        else { return .pull }
        if let bytes = state.bytes, bytes.repository != claim.repository, suffices(bytes, claim) {
            compared.insert(claim)
            return .compare(bytes)
        }
        guard let leader = state.leader else {
            states[content]?.leader = claim
            return .pull
        }
        guard leader != claim, !state.isUnshared, !isSent(content) else {
            return .pull
        }
        states[content]?.waiting.append(claim)
        return .wait
    }

    /// Notes the end of a claim. Returns the claims that waited for it.
    ///
    /// - Parameter bytes: What it was proven by, if that can be compared.
    mutating func ended(_ result: ClaimResult, _ bytes: ProvenBytes?) -> [Claim] {
        let claim = result.claim
        let content = Content(claim)
        var resumed: [Claim] = []
        if compared.remove(claim) != nil { learn(from: result) }
        if case .verified(let blob) = result.status, blob.source == nil, !blob.isFromElsewhere,
            !claim.backend.hasNoCache, !isSent(content)
        {
            sentUpTo[claim.backend] = blob.size
            for (other, state) in states where other.backend == claim.backend && isSent(other) {
                resumed += state.waiting
                states[other]?.waiting = []
            }
        }
        guard var state = states[content] else { return resumed }
        if let bytes, state.bytes.map({ !suffices($0, claim) }) ?? true { state.bytes = bytes }
        if state.leader == claim {
            state.leader = nil
            // What one repository lacks, another may have.
            let isComparable = bytes.map { suffices($0, claim) } ?? false
            if !isComparable, result.status.finding?.code.family != .absence { state.isUnshared = true }
            resumed += state.waiting
            state.waiting = []
        }
        states[content] = state
        return resumed
    }

    /// All claims that still wait, for pulls that never end: their backend was given up.
    mutating func rest() -> [Claim] {
        let resumed = states.values.flatMap(\.waiting)
        for content in states.keys where states[content]?.waiting.isEmpty == false {
            states[content]?.waiting = []
            states[content]?.leader = nil
        }
        return resumed
    }

    private mutating func learn(from result: ClaimResult) {
        switch result.status {
        case .shared: experience[result.claim.backend, default: Experience()].matches += 1
        case .verified: experience[result.claim.backend, default: Experience()].misses += 1
        case .reused, .present, .notAsked, .planned, .otherShard, .faulty: break
        }
    }

    private func isSent(_ content: Content) -> Bool {
        guard let size = content.size, let limit = sentUpTo[content.backend] else { return false }
        return size <= limit
    }

    /// Notes that a claim is no longer pulled, without a result. Returns the claims that waited for it.
    mutating func left(_ claim: Claim) -> [Claim] {
        let content = Content(claim)
        guard var state = states[content], state.leader == claim else { return [] }
        let resumed = state.waiting
        state.leader = nil
        state.waiting = []
        states[content] = state
        return resumed
    }
}
