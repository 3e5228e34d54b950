internal import OCI
internal import OrderedCollections

/// Merges the absences of much content on the same backends into one fault: the backend lost its storage, or was never
/// filled. One block then states it for all content; a block for each blob would hide it.
enum MassAbsence {
    /// From this many faults on, they are one. Fewer are shown one by one, each with its own override command.
    static let limit = 20

    private struct Identity: Hashable {
        let code: FindingCode
        let registry: RegistryName
        let backends: Set<String>
        let weight: Finding.Weight
    }

    /// The faults in the same order, with a merged one in the place of its first.
    static func merged(_ cases: [FaultCase], in index: RunIndex) -> [FaultCase] {
        var groups: OrderedDictionary<Identity, [Int]> = [:]
        for (number, one) in cases.enumerated() {
            if let identity = identity(of: one) { groups[identity, default: []].append(number) }
        }
        var replacements: [Int: FaultCase] = [:]
        var dropped: Set<Int> = []
        for (identity, numbers) in groups where numbers.count >= limit {
            guard let first = numbers.first, let key = key(of: identity, in: index) else { continue }
            var merged = FaultCase(code: identity.code, key: key)
            for number in numbers { merged.items += cases[number].items }
            replacements[first] = merged
            dropped.formUnion(numbers.dropFirst())
        }
        return cases.indices.filter { !dropped.contains($0) }.map { replacements[$0] ?? cases[$0] }
    }

    private static func identity(of one: FaultCase) -> Identity? {
        guard one.code == .absenceBlob || one.code == .absenceManifest else { return nil }
        let backends = one.items.map(\.finding.place.backend)
        guard !backends.contains(nil) else { return nil }
        return Identity(
            code: one.code, registry: one.registry, backends: Set(backends.compactMap(\.self)), weight: one.weight)
    }

    /// `nil` for some of several backends, which no key can name.
    private static func key(of identity: Identity, in index: RunIndex) -> FaultKey? {
        if let name = identity.backends.first, identity.backends.count == 1 {
            return .backend(registry: identity.registry, name: name)
        }
        let all = Set(index.backends(of: identity.registry).map(\.name))
        return identity.backends == all ? .registry(name: identity.registry) : nil
    }
}
