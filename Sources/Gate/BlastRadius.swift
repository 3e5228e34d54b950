internal import Ledger
internal import OCI
internal import Registry

/// Who else is hit by a fault: what the ledger remembers of the images of earlier runs.
enum BlastRadius {
    /// More faulty contents are not asked for.
    private static let mostContents = 100
    /// As many images for each content; a base layer may be used by all that a company runs.
    private static let mostUses = 200

    /// What the images of a run use, for the record: only what proven manifests name. A closer look that a person asked
    /// for is no release.
    static func images(of run: GateRun) -> [RunImage] {
        guard run.command != "diagnose" else { return [] }
        let proven = Set(run.claims.lazy.filter { $0.standing.wasRight }.map(\.claim))
        return run.images.map { image in
            // A manifest whose size is known was named by another one, and those are only read when they are proven.
            let claims = image.views.lazy.flatMap(\.claims).filter {
                $0.kind != .manifest || $0.size != nil || proven.contains($0)
            }
            return RunImage(
                reference: image.reference.description, origins: image.origins,
                registry: image.reference.registry, contents: Set(claims.map(\.digest)))
        }
    }

    /// The images of earlier runs that use what this run refuses, besides those that this run names itself.
    static func earlierUses(of run: GateRun, _ ledger: LedgerKeeper) async -> [Digest: [EarlierUse]] {
        let own = Set(run.images.map(\.reference.description))
        var uses: [Digest: [EarlierUse]] = [:]
        var asked: Set<String> = []
        for finding in run.findings where finding.weight == .refuses && finding.code.family != .access {
            guard let digest = finding.digest, asked.count < mostContents,
                asked.insert("\(finding.registry) \(digest)").inserted
            else { continue }
            let found = await ledger.uses(of: digest, in: finding.registry, limit: mostUses)
            let others = found.filter { !own.contains($0.reference) }.map {
                EarlierUse(run: $0.run.rawValue, when: $0.startedAt, reference: $0.reference, origins: $0.origins)
            }
            if !others.isEmpty { uses[digest, default: []] += others }
        }
        return uses
    }
}
