package import OCI

/// The claims of a run, indexed by content, backend and image.
package struct RunIndex: Sendable {
    /// The most other images that a fault lists for its content.
    private static let mostImages = 20

    package let facts: RunFacts
    /// For each claim, the images that lead to it.
    private let viewers: [[Int]]
    private let groups: [ClaimGroup: [Int]]
    private let shared: [RegistryName: [Digest: ClaimGroup]]
    private let users: [Content: [Int]]

    private struct Content: Hashable {
        let registry: RegistryName
        let digest: Digest
    }

    package init(_ facts: RunFacts) {
        self.facts = facts
        let sharing = Set(facts.registries.filter(\.sharesProofs).map(\.name))
        var shared: [RegistryName: [Digest: ClaimGroup]] = [:]
        for claim in facts.claims where claim.kind != .manifest && sharing.contains(claim.registry) {
            if shared[claim.registry]?[claim.digest] == nil {
                shared[claim.registry, default: [:]][claim.digest] = claim.group
            }
        }
        self.shared = shared
        groups = Dictionary(grouping: facts.claims.indices) { Self.group(facts.claims[$0].group, shared) }
        var viewers = [[Int]](repeating: [], count: facts.claims.count)
        var users: [Content: [Int]] = [:]
        for (index, image) in facts.images.enumerated() {
            for view in image.views {
                for place in view.claims {
                    if viewers[place].last != index { viewers[place].append(index) }
                    let claim = facts.claims[place]
                    let content = Content(registry: claim.registry, digest: claim.digest)
                    if users[content]?.last != index { users[content, default: []].append(index) }
                }
            }
        }
        self.viewers = viewers
        self.users = users
    }

    /// The group whose proofs count for this one: itself, or the group of all names if the registry shares proofs.
    package func group(_ group: ClaimGroup) -> ClaimGroup { Self.group(group, shared) }

    private static func group(_ group: ClaimGroup, _ shared: [RegistryName: [Digest: ClaimGroup]]) -> ClaimGroup {
        shared[group.registry]?[group.digest] ?? group
    }

    /// The claims of a group, as indexes.
    package func claims(of group: ClaimGroup) -> [Int] { groups[group] ?? [] }

    /// The claims of a group on one backend, as indexes.
    package func claims(of group: ClaimGroup, on backend: String) -> [Int] {
        claims(of: group).filter { facts.claims[$0].backend == backend }
    }

    /// The images that lead to a claim.
    package func images(of claim: Int) -> [Int] { viewers[claim] }

    /// Images that use content of a registry, on any backend and under any name, except `others`: the first ones, and how many
    /// more. Thousands of images may share one faulty layer.
    ///
    /// - Parameter others: In ascending order.
    func images(
        using digest: Digest, in registry: RegistryName, besides others: [Int]
    ) -> (first: [Int], more: Int) {
        let all = users[Content(registry: registry, digest: digest)] ?? []
        let known = Set(others)
        let first = Array(all.lazy.filter { !known.contains($0) }.prefix(Self.mostImages))
        let count = all.count - others.count { Self.contains($0, in: all) }
        return (first, count - first.count)
    }

    private static func contains(_ number: Int, in ascending: [Int]) -> Bool {
        var range = ascending.startIndex..<ascending.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if ascending[middle] == number { return true }
            range = ascending[middle] < number ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }

    package func backends(of registry: RegistryName) -> [Run.Backend] { facts.registry(registry)?.backends ?? [] }
}
