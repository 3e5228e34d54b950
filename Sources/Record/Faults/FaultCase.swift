package import OCI

/// The findings that make up one fault, each with the attempts that showed it.
package struct FaultCase: Sendable {
    package struct Item: Sendable {
        package let finding: Finding
        /// The index of the claim; `nil` if the finding is about a name.
        package let claim: Int?
        package let images: [Int]
        /// The attempts that led to the finding, in order.
        package let attempts: [Attempt]
    }

    struct Identity: Hashable {
        let code: FindingCode
        let key: FaultKey
    }

    package let code: FindingCode
    package let key: FaultKey
    package internal(set) var items: [Item] = []

    package var weight: Finding.Weight { items.map(\.finding.weight).min() ?? .reported }

    package var registry: RegistryName { items.first?.finding.place.registry ?? .dockerHub }

    /// Every subject of the fault, in the order of the findings, with the number of further ones.
    package func subjects(in facts: RunFacts) -> [Fault.Subject] {
        var known: Set<FaultPlace> = []
        let firsts = items.filter { item in
            let place = item.finding.place
            return known.insert(
                FaultPlace(place.registry, repository: place.repository, digest: place.digest, tag: place.tag)
            ).inserted
        }
        return firsts.map { item in
            let place = item.finding.place
            let claim = item.claim.map { facts.claims[$0] }
            return Fault.Subject(
                repository: place.repository, tag: place.tag, digest: place.digest,
                kind: claim?.kind ?? (place.digest == nil ? nil : .manifest), size: claim?.size,
                more: max(0, known.count - 1))
        }
    }
}

extension FaultCase {
    /// The faults of a run, in the order of their first findings. Consequences of other faults are left out.
    package static func all(in index: RunIndex) -> [FaultCase] {
        let facts = index.facts
        var cases: [Identity: FaultCase] = [:]
        var order: [Identity] = []
        func add(_ finding: Finding, claim: Int?, images: [Int], attempts: [Attempt]) {
            let key = FaultKey(
                finding, isUnsatisfiable: attempts.contains { $0.status == 416 }, group: index.group)
            let identity = Identity(code: finding.code, key: key)
            if cases[identity] == nil { order.append(identity) }
            cases[identity, default: FaultCase(code: finding.code, key: key)].items.append(
                Item(finding: finding, claim: claim, images: images, attempts: attempts))
        }
        for (number, image) in facts.images.enumerated() {
            for finding in image.findings { add(finding, claim: nil, images: [number], attempts: []) }
            for view in image.views {
                for finding in view.findings {
                    let claim =
                        finding.isRemark
                        ? view.claims.first { facts.claims[$0].digest == finding.place.digest } : nil
                    let attempts =
                        claim.map { facts.claims[$0].attempts }
                        ?? (finding.isOfReferrers
                            ? view.referrersAttempts
                            : finding.place.digest == nil || view.claims.isEmpty || finding.evidence.isOfNameHeader
                                ? view.tagAttempts : [])
                    add(finding, claim: claim, images: [number], attempts: attempts)
                }
            }
        }
        for (place, claim) in facts.claims.enumerated() {
            guard let finding = claim.finding else { continue }
            add(finding, claim: place, images: index.images(of: place), attempts: claim.attempts)
        }
        let all = order.compactMap { cases[$0] }
        let explained = Set(all.compactMap { $0.code.family == .content ? $0.key.group : nil })
        let independent = all.filter { one in
            guard one.code == .accessWithheld, let group = one.key.group else { return true }
            return !explained.contains(group)
        }
        let own = FollowingAbsence.removed(from: withoutGivenUp(independent))
        return SharedFault.merged(MassAbsence.merged(own, in: index), in: index)
    }

    /// Adds what was not requested from a backend without answers to the fault that made the run give the backend up.
    private static func withoutGivenUp(_ cases: [FaultCase]) -> [FaultCase] {
        var cases = cases
        for place in cases.indices.reversed() where cases[place].code == .accessGivenUp {
            let reason = cases.firstIndex { $0.code.isSilence && $0.key == cases[place].key }
            guard let reason else { continue }
            cases[reason].items += cases[place].items
            cases.remove(at: place)
        }
        return cases
    }

    /// The fault as a value of the record.
    ///
    /// - Parameter subject: The subject that was investigated, if one was.
    package func fault(in index: RunIndex, subject: Fault.Subject? = nil) -> Fault {
        let facts = index.facts
        let images = Set(items.flatMap(\.images)).sorted()
        let occurrences = occurrences(in: index)
        let others = OtherBackends(index: index, images: images, seenOn: Set(occurrences.map(\.backend)))
            .states(for: self)
        let digest = key.group?.digest ?? subject?.digest
        let also = digest.map { index.images(using: $0, in: registry, besides: images) }
        let subject = subject ?? subjects(in: facts).first
        return Fault(
            code: code, key: key, weight: weight, registry: registry, images: images,
            subject: subject
                ?? Fault.Subject(repository: nil, tag: nil, digest: nil, kind: nil, size: nil, more: 0),
            occurrences: occurrences, others: others,
            scope: FaultScope.of(code, key, occurrences, others),
            alsoIn: also?.first ?? [], moreAlsoIn: also?.more ?? 0)
    }

    private func occurrences(in index: RunIndex) -> [Occurrence] {
        if code == .contentTagDivergence { return tagOccurrences(in: index) }
        let byBackend = Dictionary(grouping: items) { $0.finding.place.backend }
        return index.backends(of: registry).compactMap { backend in
            guard let items = byBackend[backend.name], let first = items.first else { return nil }
            let faults = first.attempts.filter { $0.code?.family == code.family }
            // A spot check reads only ranges, which have no digest.
            let faulty = faults.first { !$0.isOfSpotCheck } ?? faults.first ?? first.attempts.first
            var shown = faulty
            if shown?.address == nil { shown?.address = first.attempts.lazy.compactMap(\.address).first }
            return Occurrence(
                backend, first.finding.evidence, shown, received: faulty?.received, count: items.count)
        }
    }

    /// A diverging tag shows on every backend that answered.
    private func tagOccurrences(in index: RunIndex) -> [Occurrence] {
        guard let image = items.first?.images.first else { return [] }
        let backends = index.backends(of: registry)
        return index.facts.images[image].views.compactMap { view in
            guard let digest = view.digest, let backend = backends.first(where: { $0.name == view.backend }) else {
                return nil
            }
            return Occurrence(
                backend, .tagNames(digest: digest), view.tagAttempts.last, received: digest, count: 1)
        }
    }
}

/// How far a fault reaches.
enum FaultScope {
    static func of(
        _ code: FindingCode, _ key: FaultKey, _ occurrences: [Occurrence], _ others: [OtherBackend]
    ) -> Fault.Scope {
        if case .run = key { return .run }
        if code == .contentTagDivergence { return others.isEmpty ? .all : .mixed }
        if occurrences.isEmpty { return .run }
        guard others.isEmpty else {
            let intact = others.filter { $0.states.allSatisfy(\.state.isIntact) }
            guard intact.isEmpty else { return .some }
            let unknown = others.filter { $0.states.allSatisfy(\.state.isUnknown) }
            return unknown.count == others.count ? .unknownElsewhere : .mixed
        }
        guard occurrences.count > 1 else { return .single }
        let received = occurrences.compactMap(\.received)
        guard received.count == occurrences.count, code.family == .content, code != .contentPin else { return .all }
        let kinds = Set(received).count
        return kinds == 1 ? .allAlike : kinds == occurrences.count ? .allDifferent : .all
    }
}

/// The state of the same content on the backends that did not show the fault.
private struct OtherBackends {
    let index: RunIndex
    let images: [Int]
    let seenOn: Set<String>

    private var facts: RunFacts { index.facts }

    func states(for fault: FaultCase) -> [OtherBackend] {
        if case .run = fault.key { return [] }
        // A registry instance for other repositories was never asked.
        let repositories = Set(fault.items.compactMap(\.finding.place.repository))
        func concerns(_ backend: Run.Backend) -> Bool {
            backend.isMirror || repositories.isEmpty || repositories.contains(where: backend.serves)
        }
        return index.backends(of: fault.registry).filter { !seenOn.contains($0.name) && concerns($0) }.map { backend in
            OtherBackend(backend, states(for: fault, on: backend.name))
        }
    }

    private func states(for fault: FaultCase, on backend: String) -> [OtherBackend.State] {
        switch fault.key {
        case .content(let group):
            guard fault.code != .absencePlatform else { return [name(on: backend)] }
            return [state(of: group, on: backend) ?? absent(on: backend)]
        case .tag:
            return [name(on: backend)]
        case .backend, .registry, .run:
            let states = claims(of: fault, on: backend).map { OtherBackend.State(facts.claims[$0].status) }
            return states.isEmpty ? [name(on: backend)] : states
        }
    }

    /// The claims on the other backend for the content of the fault.
    private func claims(of fault: FaultCase, on backend: String) -> [Int] {
        var groups: [ClaimGroup] = []
        var known: Set<ClaimGroup> = []
        func add(_ claim: Int) {
            let group = index.group(facts.claims[claim].group)
            if known.insert(group).inserted { groups.append(group) }
        }
        var named: Set<Int> = []
        for item in fault.items {
            if let claim = item.claim {
                add(claim)
            } else {
                for image in item.images where named.insert(image).inserted {
                    for view in facts.images[image].views where view.backend == backend {
                        for claim in view.claims { add(claim) }
                    }
                }
            }
        }
        return groups.flatMap { index.claims(of: $0, on: backend) }
    }

    /// The worst known state of this content on this backend.
    private func state(of group: ClaimGroup, on backend: String) -> OtherBackend.State? {
        let statuses = index.claims(of: group, on: backend).map { facts.claims[$0].status }
        let verdict = Verdict.combined(statuses.map(\.verdict))
        return statuses.first { $0.verdict == verdict }.map { OtherBackend.State($0) }
    }

    private func views(on backend: String) -> [Run.View] {
        images.flatMap { facts.images[$0].views.filter { $0.backend == backend } }
    }

    /// Why the name did not lead to this content on this backend.
    private func absent(on backend: String) -> OtherBackend.State {
        let here = views(on: backend)
        if let finding = here.lazy.flatMap(\.findings).first(where: { !$0.isRemark }) { return .init(finding) }
        let elsewhere = Set(seenOn.flatMap { views(on: $0) }.compactMap(\.digest))
        if let digest = here.lazy.compactMap(\.digest).first, !elsewhere.contains(digest) {
            return .notAsked(why: .otherImage)
        }
        return .notAsked(why: .unprovenManifest)
    }

    /// The manifest that the image's name resolves to on this backend.
    private func name(on backend: String) -> OtherBackend.State {
        let here = views(on: backend)
        if let finding = here.lazy.flatMap(\.findings).first(where: { !$0.isRemark }) { return .init(finding) }
        return here.lazy.compactMap(\.digest).first.map { .names(digest: $0) } ?? .notAsked(why: .nameNotRead)
    }
}

extension Evidence {
    /// Whether it is about the reply to HEAD with which nodes start at a digest.
    fileprivate var isOfNameHeader: Bool {
        switch self {
        case .headOfManifest, .headOfManifestSize, .nameType: true
        case .series(.tries(let evidence, _)), .series(.same(let evidence)), .series(.recovered(let evidence)),
            .series(.changed(let evidence, _)), .series(.unread(let evidence, _)):
            evidence.isOfNameHeader
        case .series(.flapping(let runs, _)): runs.lazy.compactMap(\.evidence).first?.isOfNameHeader == true
        default: false
        }
    }
}

extension Finding {
    /// Whether it is about a referrers list.
    fileprivate var isOfReferrers: Bool {
        switch evidence {
        case .referrers, .referrersNotFollowed, .referrerMissing: true
        default: false
        }
    }
}
