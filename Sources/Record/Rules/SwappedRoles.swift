package import OCI

/// A sign that active and standby are swapped in the configuration: no active backend has the release, and a standby has all
/// of it. That is the picture after a switchover.
package struct SwappedRoles: Hashable, Sendable {
    /// The backends configured as active. Each lacks content or is unreachable.
    package let active: [String]
    /// The standbys that serve every image of the registry intact.
    package let standby: [String]
    /// Whether an active backend answered and lacks content. If none did, an outage looks the same.
    package let isLag: Bool

    /// `nil` if the run does not show it.
    package init?(_ registry: RegistryName, in facts: RunFacts) {
        let backends = facts.registry(registry)?.backends ?? []
        let images = facts.images.filter { $0.reference.registry == registry }
        let serving = backends.filter { $0.role == .serving }.map(\.name)
        guard !serving.isEmpty, !images.isEmpty else { return nil }

        func views(on backend: String) -> [Run.View?] {
            images.map { image in image.views.first { $0.backend == backend } }
        }
        func findings(_ view: Run.View) -> [Finding] {
            view.findings + view.claims.compactMap { facts.claims[$0].finding }
        }
        func isComplete(_ view: Run.View?) -> Bool {
            guard let view, !view.claims.isEmpty else { return false }
            return view.findings.allSatisfy(\.isRemark)
                && view.claims.allSatisfy { facts.claims[$0].status.isKnownRight }
        }
        let codes = serving.map { views(on: $0).compactMap(\.self).flatMap(findings).map(\.code) }
        let whole = backends.filter { $0.role == .standby }.map(\.name).filter { views(on: $0).allSatisfy(isComplete) }
        guard !whole.isEmpty, codes.allSatisfy({ $0.contains(where: \.isForgivenOnStandby) }) else { return nil }
        active = serving
        standby = whole
        isLag = codes.joined().contains { $0.family == .absence }
    }
}
