internal import OCI

/// What a plan pulls more than once from a backend, because it belongs to several repositories.
enum RepeatedPaths {
    private struct Content: Hashable {
        let registry: RegistryName
        let backend: String
        let digest: Digest
        let size: Int64?

        init(_ claim: Run.Claim) {
            registry = claim.registry
            backend = claim.backend
            digest = claim.digest
            size = claim.size
        }
    }

    private struct Kind: Hashable {
        let registry: RegistryName
        let cost: RunNote.RepeatCost
    }

    private struct Sum {
        var backends: [String] = []
        var paths = 0
        var bytes: Int64 = 0
    }

    /// One note for each registry and cost; empty unless the run is a plan.
    static func notes(on facts: RunFacts) -> [RunNote] {
        guard facts.command == .plan, facts.policy.depth.provesBlobs else { return [] }
        var seen: Set<Content> = []
        // What an earlier run proved under one repository is there to compare with, too.
        for claim in facts.claims where claim.kind != .manifest && claim.status.isProof { seen.insert(Content(claim)) }
        var order: [Kind] = []
        var sums: [Kind: Sum] = [:]
        for claim in facts.claims where claim.kind != .manifest && claim.status == .planned {
            guard !seen.insert(Content(claim)).inserted,
                let registry = facts.registry(claim.registry), !registry.sharesProofs,
                let backend = registry.backends.first(where: { $0.name == claim.backend })
            else { continue }
            let kind = Kind(registry: claim.registry, cost: RunNote.RepeatCost(backend))
            if sums[kind] == nil { order.append(kind) }
            var sum = sums[kind] ?? Sum()
            if !sum.backends.contains(claim.backend) { sum.backends.append(claim.backend) }
            sum.paths += 1
            sum.bytes = sum.bytes.addingBytes(claim.size ?? 0)
            sums[kind] = sum
        }
        return order.compactMap { kind in
            sums[kind].map {
                .repeatedPaths(
                    registry: kind.registry, backends: $0.backends, paths: $0.paths, bytes: $0.bytes, cost: kind.cost)
            }
        }
    }
}

extension RunNote {
    /// What the second and every further repository of the same content costs on a backend.
    package enum RepeatCost: String, Codable, Hashable, Sendable, CaseIterable {
        /// A HEAD: the backend has no cache.
        case head
        /// A pull, unless the backend redirects to the object that was read already: nothing is known about its cache.
        case unknown
        /// The same, and its cache is configured: it may store each path separately.
        case cached

        init(_ backend: Run.Backend) { self = backend.hasNoCache ? .head : backend.cache == nil ? .unknown : .cached }
    }
}
