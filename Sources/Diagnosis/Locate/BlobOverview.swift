internal import OCI
internal import OrderedCollections
internal import Record

/// The maps of all content covered by `diagnose`, on each backend.
enum BlobOverview {
    /// One map per content, in the order of the claims. Intact manifests are included only if requested.
    static func all(of run: Run, wanted: Digest?) -> [Investigation] {
        let groups = OrderedDictionary(grouping: run.claims, by: \.group)
        return groups.compactMap { group, claims in
            let isManifest = claims.contains { $0.kind == .manifest }
            guard !isManifest || wanted == group.digest || claims.contains(where: { !$0.status.isProof }) else {
                return nil
            }
            return overview(group, claims, run)
        }
    }

    private static func overview(_ group: ClaimGroup, _ claims: [Run.Claim], _ run: Run) -> Investigation? {
        let found = run.investigations.first {
            $0.registry == group.registry && $0.repository == group.repository && $0.digest == group.digest
        }
        guard let size = found?.size ?? claims.compactMap({ $0.status.verified?.size ?? $0.size }).max(), size > 0
        else { return nil }
        let backends = run.facts.registry(group.registry)?.backends ?? []
        let maps = backends.compactMap { backend -> BlobMap? in
            if let map = found?.maps.first(where: { $0.backend == backend.name }) { return map }
            guard let claim = claims.first(where: { $0.backend == backend.name }) else { return nil }
            return BlobMap(
                backend: backend.name, isDirect: backend.isDirect,
                stretches: [BlobMap.Stretch(bytes: 0..<size, state: state(of: claim))])
        }
        let intact = claims.first { $0.status.isProof }?.backend
        return Investigation(
            registry: group.registry, repository: group.repository, digest: group.digest, size: size,
            reference: found?.reference ?? intact.map { .copy(backend: $0) } ?? .none, maps: maps,
            composition: found?.composition, otherNames: found?.otherNames ?? [], structure: found?.structure,
            savedCopy: found?.savedCopy, limits: (found?.limits ?? []).map(\.wrappedValue))
    }

    /// The single state of a copy that was not investigated.
    private static func state(of claim: Run.Claim) -> BlobMap.State {
        switch claim.status {
        case .verified, .reused, .shared: return .good
        case .present, .notAsked, .planned, .otherShard: return .notLooked
        case .faulty(let finding):
            let code = finding.code
            if code.isForCorrectBytes { return .good }
            switch code {
            case .accessWithheld, .accessGivenUp, .accessDeadline, .accessInterrupted, .accessLocalLimit:
                return .notLooked
            default: return code.family == .content ? .notLooked : .unreachable(code: code)
            }
        }
    }
}
