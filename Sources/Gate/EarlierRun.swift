internal import OCI
internal import Record
internal import Registry

/// The run that a recheck repeats: what it read, and what it left unread.
struct EarlierRun: Sendable {
    private let run: Run
    private let left: Set<ClaimGroup>
    private let claims: [ClaimGroup: [Run.Claim]]

    init(_ run: Run) {
        self.run = run
        left = Set(run.claims.filter { $0.status.finding?.code == .accessWithheld }.map(\.group))
        claims = Dictionary(grouping: run.claims, by: \.group)
    }

    /// Whether it withheld this content from some backend.
    func leftUnread(_ group: ClaimGroup) -> Bool { left.contains(group) }

    /// Whether it saw the same wrong bytes on this backend, and they came from behind the cache.
    func cameFromBehindCache(_ result: ClaimResult) -> Bool {
        let claim = result.claim
        guard let received = result.wrongDigest,
            let earlier = claims[claim.group]?.first(where: { $0.backend == claim.backend.name }),
            earlier.wrongRead?.received == received
        else { return false }
        return earlier.wrongSource == .miss
            || EarlierFault.of(claim.group, in: run.earlierFaults ?? [])?.reply(of: claim.backend.name) == .miss
    }

    /// Adds its evidence about faults that are still the same.
    func add(to facts: inout RunFacts) {
        let faults = EarlierFault.all(of: facts, from: run)
        facts.earlierFaults = faults.isEmpty ? nil : faults
        facts.investigations = EarlierFault.investigations(of: facts, from: run)
    }
}

extension ClaimResult {
    /// The digest of the first wrong body that was read to the end.
    fileprivate var wrongDigest: Digest? {
        attempts.lazy.compactMap { attempt -> Digest? in
            guard attempt.code?.family == .content, case .body(let facts) = attempt.observation.outcome,
                !facts.stoppedEarly
            else { return nil }
            return facts.digest
        }.first
    }
}
