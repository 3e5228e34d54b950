internal import Foundation
internal import OCI
internal import OrderedCollections
internal import Record
internal import Registry

/// Chooses the withheld claims that may be pulled after all, once nothing else is left to do.
struct SecondOpinions {
    /// The most contents for which caches are probed. A broken storage has thousands of faulty blobs.
    private static let mostProbed = 32

    private struct Content: Hashable {
        let registry: RegistryName
        let digest: Digest

        init(_ claim: Claim) {
            registry = claim.backend.registry
            digest = claim.digest
        }
    }

    let context: RunContext
    private var overrides: Overrides?
    private var harmless: [Claim: Bool] = [:]
    private var probed: Set<ClaimGroup> = []
    private var otherNames: [ClaimGroup: Bool] = [:]

    init(_ context: RunContext) { self.context = context }

    /// - Parameter outcomes: The outcomes so far. Called again after the chosen claims have ended, until it chooses none.
    mutating func next(of withheld: [Claim], after outcomes: [ClaimRunner.Outcome]) async -> [Claim] {
        guard !withheld.isEmpty else { return [] }
        if overrides == nil { overrides = Overrides(await context.ledger.overrides(), at: .now) }
        let results = outcomes.map(\.result)
        let good = Set(results.filter(SecondOpinion.showsGoodStorage).map { Content($0.claim) })
        let reads = Dictionary(grouping: results, by: \.claim.group)
        var chosen: [Claim] = []
        for (group, left) in OrderedDictionary(grouping: withheld, by: \.group) {
            guard !Task.isCancelled else { return [] }
            let read = reads[group] ?? []
            var isGood = left.first.map { good.contains(Content($0)) } ?? false
            var permission = permission(after: read, group, storageIsGood: isGood)
            if permission != .all, permission != .none, !isGood {
                isGood = await isGoodUnderOtherName(group, read)
                permission = self.permission(after: read, group, storageIsGood: isGood)
            }
            switch permission {
            case .all: chosen += left
            case .oneMore: chosen += await next(among: left)
            case .harmless: chosen += await harmless(among: left)
            case .none: continue
            }
        }
        return chosen
    }

    /// One claim, of a backend where it can do no harm if there is one.
    private mutating func next(among claims: [Claim]) async -> [Claim] {
        let harmless = await harmless(among: claims, first: true)
        return harmless.isEmpty ? Array(claims.prefix(1)) : harmless
    }

    private func permission(
        after results: [ClaimResult], _ group: ClaimGroup, storageIsGood: Bool
    ) -> SecondOpinion.Permission {
        let reads = results.compactMap { result -> SecondOpinion.Read? in
            guard let outcome = outcome(of: result) else { return nil }
            var source = SecondOpinion.source(of: result)
            if case .verified(let blob) = result.status { source = CacheReply(blob.cacheStatus) }
            // A cache answers HIT once it has stored what came from behind it in an earlier read.
            if outcome == .bad, context.cameFromBehindCache(result) { source = .miss }
            return SecondOpinion.Read(
                outcome: outcome, isDirect: result.claim.backend.role == .direct, source: source,
                isEmpty: result.attempts.contains { $0.observation.status == 416 })
        }
        return SecondOpinion.permission(
            after: reads, storageIsGood: storageIsGood,
            wasLeftUnread: context.earlier?.leftUnread(group) ?? false)
    }

    /// `nil` if the content was not read.
    private func outcome(of result: ClaimResult) -> SecondOpinion.Read.Outcome? {
        switch result.status {
        case .verified, .reused, .shared: return .good
        case .faulty(let finding) where finding.code.isForCorrectBytes: return .good
        case .faulty(let finding) where finding.code.family == .content:
            return overrides?.covers(finding.place) == true ? .waived : .bad
        default: return nil
        }
    }

    private mutating func isGoodUnderOtherName(_ group: ClaimGroup, _ results: [ClaimResult]) async -> Bool {
        if let known = otherNames[group] { return known }
        var isGood = false
        if otherNames.count < Self.mostProbed {
            let bad = results.first { result in
                result.status.finding?.code.family == .content && result.claim.backend.role != .direct
            }
            if let bad { isGood = await OtherNameProbe(context: context).showsGoodStorage(bad) }
        }
        otherNames[group] = isGood
        return isGood
    }

    /// The claims that can do no harm; with `first`, only the first of them. Each claim is probed once.
    private mutating func harmless(among claims: [Claim], first: Bool = false) async -> [Claim] {
        var found: [Claim] = []
        for claim in claims {
            if harmless[claim] == nil {
                guard probed.contains(claim.group) || probed.count < Self.mostProbed else { break }
                probed.insert(claim.group)
                harmless[claim] = await CacheProbe(client: context.client).isHarmless(claim)
            }
            guard harmless[claim] == true else { continue }
            found.append(claim)
            if first { break }
        }
        return found
    }
}

extension RunContext {
    /// Whether an earlier read of the same wrong bytes, in this run or in the one that it rechecks, came from behind the cache.
    fileprivate func cameFromBehindCache(_ result: ClaimResult) -> Bool {
        memory.cameFromBehindCache(result.claim) || earlier?.cameFromBehindCache(result) == true
    }
}
