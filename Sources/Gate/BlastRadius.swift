internal import Ledger
internal import OCI
internal import OrderedCollections
internal import Record

/// Who else is hit by a fault: what the ledger remembers of the images of earlier runs.
enum BlastRadius {
    /// More faulty contents are not asked for.
    private static let mostContents = 100
    /// As many images for each content; a base layer may be used by all that a company runs.
    private static let mostUses = 200

    /// What the images of a run use, for the ledger: only what proven manifests name. A diagnosis on demand is of no
    /// release.
    static func images(of run: Run) -> [RunImage] {
        guard run.command != .diagnose else { return [] }
        return run.images.map { image in
            // A manifest whose size is known was named by another one, and those are only read when they are proven.
            let claims = image.views.lazy.flatMap(\.claims).map { run.claims[$0] }.filter {
                $0.kind != .manifest || $0.size != nil || $0.status.isKnownRight
            }
            return RunImage(
                reference: image.reference.description, origins: image.origins.map(\.description),
                registry: image.reference.registry, contents: Set(claims.map(\.digest)))
        }
    }

    /// The images of earlier runs that use what this run refuses, besides those that this run names itself.
    static func earlierUses(of run: Run, _ ledger: LedgerKeeper) async -> [EarlierUses] {
        let own = Set(run.images.map(\.reference.description))
        var uses: OrderedDictionary<Digest, [EarlierUse]> = [:]
        var asked: Set<ClaimPlace> = []
        for finding in run.findings where finding.weight == .refuses && finding.code.family != .access {
            guard let digest = finding.place.digest, asked.count < mostContents,
                asked.insert(ClaimPlace(registry: finding.place.registry, digest: digest)).inserted
            else { continue }
            let found = await ledger.uses(of: digest, in: finding.place.registry, limit: mostUses)
            let others = found.filter { !own.contains($0.reference) }.map {
                EarlierUse(run: $0.run.rawValue, when: $0.startedAt, reference: $0.reference, origins: $0.origins)
            }
            if !others.isEmpty { uses[digest, default: []] += others }
        }
        return uses.map { EarlierUses(digest: $0.key, uses: $0.value) }
    }

    private struct ClaimPlace: Hashable {
        let registry: RegistryName
        let digest: Digest
    }
}
