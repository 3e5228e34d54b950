/// Derives verdicts, exit code and totals from the facts of a run or a merge. Nothing else decides them.
package struct Decision: Codable, Hashable, Sendable {
    package let verdict: Verdict
    package let exitCode: ExitCode
    /// Whether the policy lets the deploy continue despite an undecided verdict.
    package let isWaived: Bool
    /// All findings, worst first.
    package private(set) var findings: [Finding]
    package let totals: Totals
    /// The outcome of the rollback set; `nil` if there is none.
    package let rollback: RollbackStatus?
    /// Further remarks, besides the notices in the facts.
    package let notes: [Described<RunNote>]
    private let images: [Verdict]
    private let views: [[Verdict]]

    private enum CodingKeys: String, CodingKey {
        case verdict, exitCode, isWaived, findings, totals, rollback, notes
    }

    package init(from decoder: any Decoder) throws {
        self.init(try RunFacts(from: decoder))
    }

    init(_ facts: RunFacts) {
        let rules = VerdictRules(facts)
        let decided = facts.images.map(rules.verdict)
        images = decided
        views = facts.images.map { $0.views.map(rules.verdict) }
        var withVerdicts = facts.images
        for index in withVerdicts.indices { withVerdicts[index].verdict = decided[index] }
        let sets = ReleaseSets(withVerdicts)
        let policy = facts.policy
        let verdict = rules.verdict(of: withVerdicts, sets)
        let all = facts.images.flatMap(\.allFindings) + facts.claims.compactMap(\.finding)
        let rollback = sets.status(policy.rollback)
        let decisive = rollback.map { sets.decisive(facts.claims, by: $0.policy) } ?? all
        let isDenied = decisive.contains { $0.code == .accessCredentials && $0.weight == .undecided }
        // A run that checked nothing never passes, and neither does a plan or a run that a signal ended. Refused credentials
        // have their own exit code.
        let isWaived =
            policy.undecided == .warn && verdict == .undecided && facts.command != .plan && !facts.images.isEmpty
            && !isDenied && Self.endingSignal(facts) == nil
        self.verdict = verdict
        self.isWaived = isWaived
        self.rollback = rollback
        findings = Self.worstFirst(all)
        notes = facts.notes.map { Described($0) }
        totals = Totals(facts.claims, bytesPulled: facts.bytesPulled)
        exitCode = Self.exitCode(facts, verdict, isDenied: isDenied, isWaived: isWaived, findings: all, decisive)
    }

    /// The decision with an empty list of findings.
    var withoutFindings: Decision {
        var decision = self
        decision.findings = []
        return decision
    }

    /// The facts with the verdicts of images and views.
    func applied(to facts: RunFacts) -> RunFacts {
        var facts = facts
        for (index, verdict) in images.enumerated() {
            facts.images[index].verdict = verdict
            for (number, verdict) in views[index].enumerated() { facts.images[index].views[number].verdict = verdict }
        }
        return facts
    }

    /// The signal that ended the run. A merge only joins the results of runs.
    private static func endingSignal(_ facts: RunFacts) -> Int32? {
        guard facts.command != .merge, case .signal(let number) = facts.stopped else { return nil }
        return number
    }

    /// A signal outranks a refusal, which outranks refused credentials, which outrank undecided. One fault that no retry can fix
    /// is enough for a retry to be pointless.
    private static func exitCode(
        _ facts: RunFacts, _ verdict: Verdict, isDenied: Bool, isWaived: Bool, findings: [Finding],
        _ decisive: [Finding]
    ) -> ExitCode {
        if let number = endingSignal(facts) { return number == 15 ? .terminated : .interrupted }
        if verdict == .refused { return .refused }
        if isDenied { return .credentials }
        // A plan proves nothing. It succeeds if every name resolved down to its blobs.
        if facts.command == .plan, !facts.claims.isEmpty, findings.allSatisfy({ $0.weight == .reported }) {
            return .verified
        }
        if verdict.isGood || isWaived { return .verified }
        return decisive.contains { $0.weight == .undecided && $0.isLasting } ? .unavailable : .undecided
    }

    /// Refusing findings first, then undecided ones; faults before their consequences.
    private static func worstFirst(_ findings: [Finding]) -> [Finding] {
        func rank(_ finding: Finding) -> (Finding.Weight, Int) { (finding.weight, finding.code.isConsequence ? 1 : 0) }
        return findings.enumerated().sorted { left, right in
            let ranks = (rank(left.element), rank(right.element))
            return ranks.0 == ranks.1 ? left.offset < right.offset : ranks.0 < ranks.1
        }.map(\.element)
    }
}

/// The verdicts of views, images and the run.
private struct VerdictRules {
    private let facts: RunFacts
    private let provesBlobs: Bool

    init(_ facts: RunFacts) {
        self.facts = facts
        provesBlobs = facts.policy.depth.provesBlobs
    }

    private func status(_ place: Int) -> Run.Claim.Status { facts.claims[place].status }

    /// Claims of other shards do not weaken the verdict of this shard. In the record of a whole release, a claim that no shard
    /// covered is undecided.
    private func verdicts(_ places: some Collection<Int>) -> [Verdict] {
        let own = places.filter { !status($0).isOtherShard }
        guard facts.shard != nil else {
            return places.map { status($0).isOtherShard ? .undecided : status($0).verdict }
        }
        return own.map { status($0).verdict } + (own.isEmpty && !places.isEmpty ? [.unproven] : [])
    }

    func verdict(_ view: Run.View) -> Verdict {
        let parts = view.findings.map(\.verdict) + verdicts(view.claims)
        return parts.isEmpty ? .undecided : Verdict.combined(parts)
    }

    func verdict(_ image: Run.Image) -> Verdict {
        let places = image.views.flatMap(\.claims)
        // A backend on which the name did not resolve has a finding. Without claims and findings its state is unknown, not
        // good.
        let unresolved = image.views.contains { $0.claims.isEmpty && $0.findings.isEmpty }
        // Reported findings neither refuse nor prove anything, so at least one claim must be proven. An overridden claim
        // counts, because someone took responsibility for it; so does an overridden name that leads to no claims.
        let proven =
            places.lazy.contains { status($0).isKnownRight || status($0).verdict == .overridden }
            || image.views.contains { $0.claims.isEmpty && $0.findings.contains { $0.verdict == .overridden } }
        return Verdict.combined(
            image.allFindings.map(\.verdict) + verdicts(places) + (unresolved || !proven ? [.undecided] : [])
                + (provesBlobs ? [] : [.unproven]))
    }

    func verdict(of images: [Run.Image], _ sets: ReleaseSets) -> Verdict {
        // A release without images proves nothing.
        guard !images.isEmpty else { return .undecided }
        let own = facts.claims.indices.filter { facts.shard == nil || !status($0).isOtherShard }
        // An image without claims in this shard does not weaken the verdict.
        let isPart = provesBlobs && !own.isEmpty
        let policy = facts.policy.rollback
        return Verdict.combined(
            images.map { image in
                let verdict = isPart && image.verdict == .unproven ? .verified : image.verdict
                return sets.counted(
                    Verdict.combined([verdict] + image.allFindings.map(\.verdict)), of: image, by: policy)
            }
                + own.map { place in
                    let verdict = status(place).isOtherShard ? .undecided : status(place).verdict
                    return sets.counted(verdict, of: place, by: policy)
                })
    }
}

extension FindingCode {
    /// Whether it is only the consequence of another fault.
    package var isConsequence: Bool {
        [.accessWithheld, .accessGivenUp, .accessDeadline, .accessInterrupted].contains(self)
    }
}
