internal import OCI
internal import Registry

/// Where everything that a look on demand was about stands on each backend, be it right or wrong.
enum BlobOverview {
    /// One for each content, in the order of the claims; manifests that are right only where they were asked for.
    static func all(of run: GateRun, focus: Focus) -> [Investigation] {
        var groups: [ClaimGroup: [ClaimResult]] = [:]
        var order: [ClaimGroup] = []
        for result in run.claims {
            if groups[result.claim.group] == nil { order.append(result.claim.group) }
            groups[result.claim.group, default: []].append(result)
        }
        return order.compactMap { group in
            let results = groups[group] ?? []
            let isManifest = results.contains { $0.claim.kind == .manifest }
            guard !isManifest || focus.digest == group.digest || results.contains(where: { !$0.standing.isProof })
            else { return nil }
            return overview(group, results, run)
        }
    }

    private static func overview(_ group: ClaimGroup, _ results: [ClaimResult], _ run: GateRun) -> Investigation? {
        let look = run.investigations.first {
            $0.registry == group.registry && $0.repository == group.repository && $0.digest == group.digest
        }
        guard let size = look?.size ?? results.compactMap(size(of:)).max(), size > 0 else { return nil }
        let backends = run.registries[group.registry]?.backends ?? []
        let maps = backends.compactMap { backend -> BlobMap? in
            if let map = look?.maps.first(where: { $0.backend == backend.name }) { return map }
            guard let result = results.first(where: { $0.claim.backend == backend }) else { return nil }
            return BlobMap(
                backend: backend.name, isDirect: backend.role == .direct,
                stretches: [BlobMap.Stretch(bytes: 0..<size, state: state(of: result))])
        }
        let intact = results.first { $0.standing.isProof }?.claim.backend.name
        return Investigation(
            registry: group.registry, repository: group.repository, digest: group.digest, size: size,
            reference: look?.reference ?? intact.map { .copy(backend: $0) } ?? .none, maps: maps,
            composition: look?.composition, otherNames: look?.otherNames ?? [], structure: look?.structure,
            savedCopy: look?.savedCopy, limits: look?.limits ?? [])
    }

    private static func size(of result: ClaimResult) -> Int64? {
        if case .verified(let blob) = result.standing { return blob.size }
        return result.claim.size
    }

    /// What is known of all bytes of a copy that nobody looked closer at.
    private static func state(of result: ClaimResult) -> BlobMap.State {
        switch result.standing {
        case .verified, .reused: return .good
        case .present, .notAsked, .planned, .elsewhere: return .notLooked
        case .faulty(let finding):
            let code = finding.code
            if code.isOfRightBytes { return .good }
            switch code {
            case .accessWithheld, .accessGivenUp, .accessDeadline, .accessInterrupted: return .notLooked
            default: return code.family == .content ? .notLooked : .unreachable(code)
            }
        }
    }
}
