internal import OCI

/// What the run that is being rechecked saw of content that this run finds wrong in the same way.
///
/// A recheck reads less: it reuses proofs, and a cache answers HIT for what it stored since. Without this evidence it would say
/// less than the run before it.
package struct EarlierFault: Codable, Hashable, Sendable {
    /// A copy of the content on one backend.
    package struct Copy: Codable, Hashable, Sendable {
        package let backend: String
        /// Whether the backend is the registry itself, behind its caches.
        package let isDirect: Bool
        /// Where the bytes came from.
        package let reply: CacheReply?

        package init(backend: String, isDirect: Bool, reply: CacheReply?) {
            self.backend = backend
            self.isDirect = isDirect
            self.reply = reply
        }
    }

    package let group: ClaimGroup
    /// The number of the run that saw it.
    package let run: Int64
    /// Backends with wrong bytes. On those that were read again, the bytes are still the same.
    package let wrong: [Copy]
    /// Backends that sent the right bytes, and on which this run saw no fault.
    package let intact: [Copy]

    package init(group: ClaimGroup, run: Int64, wrong: [Copy], intact: [Copy]) {
        self.group = group
        self.run = run
        self.wrong = wrong
        self.intact = intact
    }

    /// The source of the wrong bytes on a backend, if they were wrong there.
    package func reply(of backend: String) -> CacheReply? { wrong.first { $0.backend == backend }?.reply }

    package static func of(_ group: ClaimGroup, in faults: [EarlierFault]) -> EarlierFault? {
        faults.first { $0.group == group }
    }
}

extension EarlierFault {
    /// The faults of this run that the earlier one saw with the same wrong bytes on at least one backend.
    package static func all(of facts: RunFacts, from earlier: Run) -> [EarlierFault] {
        guard let number = earlier.number else { return [] }
        let before = Dictionary(grouping: earlier.facts.claims, by: \.group)
        let now = Dictionary(grouping: facts.claims, by: \.group)
        var groups: Set<ClaimGroup> = []
        var faults: [EarlierFault] = []
        for claim in facts.claims where claim.isWrong && groups.insert(claim.group).inserted {
            let pair = Pair(
                now: now[claim.group] ?? [], before: before[claim.group] ?? [],
                chain: of(claim.group, in: earlier.facts.earlierFaults ?? []))
            guard pair.isSame else { continue }
            func isDirect(_ backend: String) -> Bool {
                facts.backend(backend, of: claim.registry)?.role == .direct
            }
            faults.append(
                EarlierFault(
                    group: claim.group, run: number, wrong: pair.wrong(isDirect), intact: pair.intact(isDirect)))
        }
        return faults
    }

    /// The investigations of this run. Where the earlier run located the same fault better, its investigation is used.
    package static func investigations(of facts: RunFacts, from earlier: Run) -> [Investigation] {
        var investigations = facts.investigations
        for fault in facts.earlierFaults ?? [] {
            func isOfFault(_ one: Investigation) -> Bool {
                one.registry == fault.group.registry && one.repository == fault.group.repository
                    && one.digest == fault.group.digest
            }
            guard var better = earlier.facts.investigations.first(where: isOfFault) else { continue }
            better.run = better.run ?? fault.run
            if let place = investigations.firstIndex(where: isOfFault) {
                guard better.precision > investigations[place].precision else { continue }
                better.savedCopy = investigations[place].savedCopy ?? better.savedCopy
                investigations[place] = better
            } else if better.precision > 0 {
                investigations.append(better)
            }
        }
        return investigations
    }

    /// The claims to one content under one name, in both runs.
    private struct Pair {
        let now: [Run.Claim]
        let before: [Run.Claim]
        let chain: EarlierFault?

        private func isWrong(on backend: String) -> Bool { now.contains { $0.backend == backend && $0.isWrong } }

        /// Whether the bytes on the backend are wrong in both runs and the same.
        private func isSame(_ earlier: Run.Claim) -> Bool {
            guard let old = earlier.wrongRead,
                let new = now.first(where: { $0.backend == earlier.backend })?.wrongRead
            else { return false }
            // A body that ends early has no digest.
            return old.received == new.received && old.receivedBytes == new.receivedBytes
                && (old.received != nil || old.code == new.code)
        }

        var isSame: Bool { before.contains(where: isSame) }

        func wrong(_ isDirect: (String) -> Bool) -> [Copy] {
            let copies = before.filter { $0.isWrong && (isSame($0) || !isRead($0.backend)) }.map { claim in
                let first = chain?.reply(of: claim.backend)
                return Copy(
                    backend: claim.backend, isDirect: isDirect(claim.backend),
                    reply: first == .miss ? first : claim.wrongSource ?? first)
            }
            return copies + rest(chain?.wrong, besides: copies)
        }

        func intact(_ isDirect: (String) -> Bool) -> [Copy] {
            let copies = before.filter { $0.status.verified != nil && !isFaulty($0.backend) }.map { claim in
                Copy(
                    backend: claim.backend, isDirect: isDirect(claim.backend),
                    reply: CacheReply(claim.status.verified?.cacheStatus))
            }
            return copies + rest(chain?.intact, besides: copies).filter { !isFaulty($0.backend) }
        }

        /// The copies that only a run before the earlier one saw.
        private func rest(_ chain: [Copy]?, besides copies: [Copy]) -> [Copy] {
            (chain ?? []).filter { copy in
                !copies.contains { $0.backend == copy.backend } && !isRead(copy.backend)
            }
        }

        /// Whether this run read the content there.
        private func isRead(_ backend: String) -> Bool {
            now.contains { $0.backend == backend && ($0.isWrong || $0.status.verified != nil) }
        }

        private func isFaulty(_ backend: String) -> Bool {
            now.contains { $0.backend == backend && $0.status.finding.map { $0.code.family != .access } ?? false }
        }
    }
}

extension Run.Claim {
    /// Whether its bytes are wrong.
    package var isWrong: Bool {
        status.finding.map { $0.code.family == .content && !$0.code.isForCorrectBytes } ?? false
    }

    /// The first read of wrong bytes.
    package var wrongRead: Attempt? {
        isWrong ? attempts.first { $0.code?.family == .content && !$0.isOfSpotCheck } : nil
    }

    /// Where its wrong bytes came from, as far as the replies say so. A reply reports the status of its first slice only.
    package var wrongSource: CacheReply? {
        guard let read = wrongRead else { return nil }
        let replies = [CacheReply(read.cacheStatus)] + attempts.flatMap(\.slices).map { CacheReply($0.cacheStatus) }
        if replies.contains(.miss) { return .miss }
        return replies.allSatisfy { $0 == .hit } ? .hit : nil
    }
}

extension Investigation {
    /// How precisely it locates the damage. For two investigations of the same bytes, the greater says more.
    fileprivate var precision: Int {
        let located = maps.filter { $0.isBad && !$0.isOnlySuspected }
        let isExact = !located.isEmpty && located.allSatisfy { $0.damages.allSatisfy(\.isExact) }
        return (composition == nil ? 0 : 1) + located.count * 4 + (isExact ? 2 : 0)
    }
}
