internal import OCI
internal import Record
internal import Registry
internal import Release

extension Resolver {
    /// Compares the result on every backend with the expectations of the release. A standby may lag, as for tags.
    mutating func checkExpectations() {
        var configs: [ImageLeaf.Place: Set<Digest>] = [:]
        for leaf in leaves where !leaf.manifest.isOfReferrer {
            for place in leaf.places { configs[place, default: []].insert(leaf.config.digest) }
        }
        for index in images.indices {
            let use = images[index].use
            let rules = use.expectations.map(ExpectationRule.init)
            // A reference by digest is refused regardless of the answers.
            let (broken, asked) = use.reference.digest.map { split(rules, named: $0) } ?? ([], rules)
            for evidence in broken { images[index].findings.append(finding(use.reference, nil, evidence)) }
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
                    case .unmet(let evidence): finding(use.reference, view, evidence)
                    case .open(let evidence): finding(use.reference, view, evidence, isOpen: true)
                    }
                }
            }
        }
    }

    /// The expectations that the reference alone violates, and those that depend on an answer.
    private func split(
        _ rules: [ExpectationRule], named: Digest
    ) -> (broken: [Evidence], asked: [ExpectationRule]) {
        let lead = ExpectationRule.Lead(root: named, isByDigest: true)
        var broken: [Evidence] = []
        var asked: [ExpectationRule] = []
        for rule in rules {
            guard case .manifest = rule.expectation.content, rule.expectation.reason == .pin,
                case .unmet(let evidence) = rule.outcome(of: lead)
            else {
                asked.append(rule)
                continue
            }
            broken.append(evidence)
        }
        return (broken, asked)
    }

    private func isRead(_ view: ImageView) -> Bool {
        view.claims.allSatisfy { claim in
            guard claim.kind == .manifest else { return true }
            return outcomes[claim].map { $0.result.status.finding == nil } ?? false
        }
    }

    private func finding(
        _ reference: ImageReference, _ view: ImageView?, _ evidence: Evidence, isOpen: Bool = false
    ) -> Finding {
        let weight: Finding.Weight? = view?.backend.role == .standby ? .reported : isOpen ? .undecided : nil
        return Finding(
            .contentPin, weight: weight,
            at: FaultPlace(
                reference.registry, backend: view?.backend.name, repository: reference.repository,
                tag: reference.tag),
            evidence)
    }
}
