internal import OCI
internal import Record
internal import Registry
internal import Release

extension Resolver {
    /// The nodes that need an image.
    var wishes: [PlatformChoice.Wish] {
        context.request.platforms.flatMap { platform in
            context.nodes.all.map { PlatformChoice.Wish(node: $0.node, platform: platform) }
        }
    }

    /// An index without an image, or without the requested platforms, proves nothing (invariant 3).
    mutating func checkPlatforms() {
        for index in images.indices {
            for number in images[index].views.indices {
                let view = images[index].views[number]
                let whole = view.claims.allSatisfy { claim in
                    guard claim.kind == .manifest, required.contains(claim), let outcome = outcomes[claim] else {
                        return true
                    }
                    return outcome.result.status.finding == nil
                }
                guard view.digest != nil, whole else { continue }
                var wanting = wishes.filter { !view.satisfied.contains($0) }
                if !view.unstated.isEmpty {
                    // containerd reads their configurations.
                    let open = wanting.filter { NodeRules.of($0.node).entries == .everyMatch }
                    images[index].views[number].open = open.map(\.platform)
                    wanting.removeAll(where: open.contains)
                }
                let missing = context.request.platforms.filter { wanting.map(\.platform).contains($0) }
                let without = NodeKind.allCases.filter { wanting.map(\.node).contains($0) }
                let isForSome = !without.isEmpty && without.count < context.nodes.all.count
                guard view.leaves == 0 || !missing.isEmpty else { continue }
                let reference = images[index].use.reference
                images[index].views[number].findings.append(
                    Finding(
                        .absencePlatform, weight: view.backend.role == .standby ? .reported : nil,
                        at: FaultPlace(
                            reference.registry, backend: view.backend.name, repository: reference.repository,
                            digest: view.digest, tag: reference.tag),
                        .noImage(
                            platforms: missing, nodes: isForSome ? without : nil)))
            }
        }
    }
}
