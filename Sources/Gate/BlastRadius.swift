internal import Ledger
internal import OCI
internal import OrderedCollections
internal import Record

/// The other images affected by a fault: images of earlier runs, from the ledger.
enum BlastRadius {
    /// The most faulty digests to look up.
    private static let mostContents = 100
    /// The most images per digest. A base layer may be used by every image of a company.
    private static let mostUses = 200

    /// The content used by the images of a run, for the ledger: only what proven manifests list. Empty for `diagnose`, which
    /// does not check a release.
    static func images(of run: Run) -> [RunImage] {
        guard run.command != .diagnose else { return [] }
        return run.images.map { image in
            // A manifest of known size is listed by another manifest, which is read only if proven.
            let claims = image.views.lazy.flatMap(\.claims).map { run.claims[$0] }.filter {
                $0.kind != .manifest || $0.size != nil || $0.status.isKnownRight
            }
            return RunImage(
                reference: image.reference.description, origins: image.origins.map(\.description),
                registry: image.reference.registry, contents: Set(claims.map(\.digest)))
        }
    }

    /// The images of earlier runs that use content refused by this run, except those in this run.
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
