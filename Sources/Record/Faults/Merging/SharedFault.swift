internal import OCI
internal import OrderedCollections

/// Merges the access faults of several backends of a registry that were observed alike into one fault: they have one cause, such as
/// the service behind all of them, and a block for each backend would hide it.
///
/// At most one fault per code and registry is merged, so that its key stays unique. The result depends only on the findings, not on
/// their order: shards merge to the same faults as one run.
enum SharedFault {
    /// What backends must have in common.
    private struct Identity: Hashable {
        let code: FindingCode
        let registry: RegistryName
    }

    /// The faults in the same order, with a merged one in the place of its first.
    static func merged(_ cases: [FaultCase], in index: RunIndex) -> [FaultCase] {
        var candidates: OrderedDictionary<Identity, [Int]> = [:]
        for (number, one) in cases.enumerated() {
            guard case .backend(let registry, _) = one.key, one.code.family == .access, !one.code.isConsequence else {
                continue
            }
            candidates[Identity(code: one.code, registry: registry), default: []].append(number)
        }
        var replacements: [Int: FaultCase] = [:]
        var dropped: Set<Int> = []
        for (identity, numbers) in candidates {
            let alike = largest(numbers, in: cases)
            guard let first = alike.first, alike.count > 1 else { continue }
            var merged = FaultCase(code: identity.code, key: .registry(name: identity.registry))
            for number in alike { merged.items += cases[number].items }
            dropped.formUnion(alike.dropFirst())
            if let direct = direct(behind: merged, in: cases, index) {
                merged.items += cases[direct].items
                dropped.insert(direct)
            }
            replacements[first] = merged
        }
        return cases.indices.filter { !dropped.contains($0) }.map { replacements[$0] ?? cases[$0] }
    }

    /// The most cases with the same signature and weight.
    private static func largest(_ numbers: [Int], in cases: [FaultCase]) -> [Int] {
        struct Kind: Hashable {
            let signature: FaultSignature
            let weight: Finding.Weight
        }
        let groups = Dictionary(grouping: numbers) {
            Kind(signature: FaultSignature(of: cases[$0].items), weight: cases[$0].weight)
        }
        return groups.values.max { left, right in
            left.count == right.count
                ? name(left, cases) > name(right, cases) : left.count < right.count
        } ?? []
    }

    /// The first backend by name, which decides between groups of the same size.
    private static func name(_ numbers: [Int], _ cases: [FaultCase]) -> String {
        numbers.compactMap { number in cases[number].items.first?.finding.place.backend }.min() ?? ""
    }

    /// The silent registry behind fronts that all report that they cannot reach it.
    private static func direct(behind merged: FaultCase, in cases: [FaultCase], _ index: RunIndex) -> Int? {
        let backends = index.backends(of: merged.registry)
        let shown = Set(merged.items.compactMap(\.finding.place.backend))
        guard FaultSignature(of: merged.items).isOfServiceBehind,
            backends.allSatisfy({ $0.isDirect || shown.contains($0.name) }),
            let direct = backends.first(where: \.isDirect), !shown.contains(direct.name)
        else { return nil }
        return cases.firstIndex { one in
            one.code.isSilence && one.key == .backend(registry: merged.registry, name: direct.name)
        }
    }
}

/// What a finding shows, without what differs between backends: addresses, times, numbers of bytes.
package enum FaultSignature: Hashable, Sendable {
    case status(Int, ErrorBody.Maker?)
    case tls(TLSProblem?)
    /// libcurl's code, and whether a part of the body had arrived.
    case transfer(Int, hasBody: Bool)
    case other

    init(_ evidence: Evidence) {
        switch evidence.core {
        case .status(let status, let body, _): self = .status(status, body.maker)
        case .storageStatus(let status, _, _): self = .status(status, nil)
        case .plainHTTP: self = .tls(.notTLS)
        case .failed(let failure):
            self = failure.tls.map { .tls($0) } ?? .transfer(failure.curlCode, hasBody: false)
        case .broken(_, let failure, let received, _, _, _):
            self = .transfer(failure.curlCode, hasBody: received > 0)
        default: self = .other
        }
    }

    /// The most frequent signature of these findings, apart from what was not requested.
    package init(of items: [FaultCase.Item]) {
        var counts: [FaultSignature: Int] = [:]
        for item in items where item.finding.code != .accessGivenUp {
            counts[FaultSignature(item.finding.evidence), default: 0] += 1
        }
        let best = counts.max { left, right in
            left.value == right.value ? left.key.order > right.key.order : left.value < right.value
        }
        self = best?.key ?? .other
    }

    /// Whether a front reports that it cannot reach the service behind it, or waits for it.
    var isOfServiceBehind: Bool {
        switch self {
        case .status(502...504, _): true
        case .transfer(_, let hasBody): !hasBody
        default: false
        }
    }

    private var order: String {
        switch self {
        case .status(let status, let maker): "status \(status) \(maker?.rawValue ?? "")"
        case .tls(let problem): "tls \(problem?.rawValue ?? "")"
        case .transfer(let code, let hasBody): "transfer \(code) \(hasBody)"
        case .other: "other"
        }
    }
}
