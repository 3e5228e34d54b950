internal import OCI
internal import Registry
internal import Release

extension Resolver {
    /// Holds what every backend's answer led to against the pins of the release; a standby may lag behind, as for tags.
    mutating func checkExpectations() {
        var configs: [ImageLeaf.Place: Set<Digest>] = [:]
        for leaf in leaves where !leaf.manifest.isOfReferrer {
            for place in leaf.places { configs[place, default: []].insert(leaf.config.digest) }
        }
        for index in images.indices {
            let use = images[index].use
            let rules = use.expectations.map(ExpectationRule.init)
            // A reference by digest is refused by itself, whoever answers.
            let (told, asked) =
                use.reference.digest.map { named in
                    split(rules, named: named)
                } ?? ([], rules)
            for seen in told { images[index].findings.append(finding(use.reference, nil, seen)) }
            for number in images[index].views.indices {
                let view = images[index].views[number]
                guard let root = view.digest, use.reference.digest != nil || view.backend.resolvesTags else { continue }
                let place = ImageLeaf.Place(image: index, view: number)
                let lead = ExpectationRule.Lead(
                    root: root, listing: listed[place] ?? IndexListing(), configs: configs[place] ?? [],
                    isRead: isRead(view), isByDigest: use.reference.digest != nil)
                images[index].views[number].findings += asked.compactMap { rule in
                    switch rule.outcome(of: lead) {
                    case .met, .silent: nil
                    case .unmet(let seen): finding(use.reference, view, seen)
                    case .open(let seen): finding(use.reference, view, seen, isOpen: true)
                    }
                }
            }
        }
    }

    /// What the reference alone breaks, in words, and the rules that only an answer decides.
    private func split(_ rules: [ExpectationRule], named: Digest) -> (told: [String], asked: [ExpectationRule]) {
        let lead = ExpectationRule.Lead(root: named, isByDigest: true)
        var told: [String] = []
        var asked: [ExpectationRule] = []
        for rule in rules {
            guard case .manifest = rule.expectation.content, rule.expectation.reason == .pin,
                case .unmet(let seen) = rule.outcome(of: lead)
            else {
                asked.append(rule)
                continue
            }
            told.append(seen)
        }
        return (told, asked)
    }

    private func isRead(_ view: ImageView) -> Bool {
        view.claims.allSatisfy { claim in
            guard claim.kind == .manifest else { return true }
            return outcomes[claim].map { $0.result.standing.finding == nil } ?? false
        }
    }

    private func finding(
        _ reference: ImageReference, _ view: ImageView?, _ seen: String, isOpen: Bool = false
    ) -> Finding {
        let weight: Finding.Weight? = view?.backend.role == .standby ? .reported : isOpen ? .undecided : nil
        return Finding(
            code: .contentPin, weight: weight, backend: view?.backend, registry: reference.registry,
            repository: reference.repository, tag: reference.tag, seen: seen, attempts: view?.tagAttempts ?? [])
    }
}
