internal import Foundation
internal import OCI
package import Record

extension SampleRun {
    /// The facts, before the decision.
    package var facts: RunFacts {
        var facts = RunFacts(
            version: "0.1.0", command: command, vantage: vantage, started: Self.started,
            finished: Self.started.addingTimeInterval(12.4))
        facts.number = number
        facts.recheckOf = recheckOf
        facts.shard = shard
        facts.policy = policy
        facts.policy.referrers = images.contains { $0.blobs.contains(where: \.isOfReferrer) }
        facts.stopped = stopped
        facts.registries = [
            Run.Registry(
                name: registry, backends: backends, obstacle: backends.isEmpty ? obstacle : nil,
                sharesProofs: sharesProofs, storage: storage)
        ]
        facts.notices = notices.map { Described($0) }
        facts.investigations = investigations
        facts.overview = overview
        facts.earlierUses = earlierUses
        addImages(to: &facts)
        leaveToOtherShards(&facts)
        waive(&facts)
        facts.bytesPulled =
            facts.claims.map { claim in
                claim.attempts.reduce(claim.spot?.bytes ?? 0) { $0 + ($1.isOfSpotCheck ? 0 : $1.bytes) }
            }.byteSum
        return facts
    }

    /// The facts of the last round of a hold, after these earlier rounds.
    package func facts(after earlier: [SampleRun]) -> RunFacts {
        var rounds: [Round] = []
        var before: Run?
        for (index, sample) in (earlier + [self]).enumerated() {
            var facts = sample.facts
            facts.finished = Self.started.addingTimeInterval(12.4 + 30 * Double(index))
            facts.policy.holdMilliseconds = 600_000
            rounds.append(Round(number: index + 1, of: Run(facts), after: before))
            facts.rounds = rounds
            before = Run(facts)
        }
        return before?.facts ?? facts
    }

    private func addImages(to facts: inout RunFacts) {
        var places: [Run.Claim: Int] = [:]
        var manifests: [Int] = []
        for image in images {
            var viewed = Run.Image(
                reference: image.reference, origins: image.origins, expectations: image.expectations)
            for backend in backends {
                var view = view(of: image, on: backend)
                for (claim, name) in claims(of: image, view) {
                    if places[claim] == nil {
                        places[claim] = facts.claims.count
                        if claim.kind == .manifest { manifests.append(facts.claims.count) }
                        facts.claims.append(ended(claim, name))
                    }
                    guard let place = places[claim] else { continue }
                    view.claims.append(place)
                    if claim.kind == .manifest, facts.claims[place].status.finding != nil { break }
                }
                viewed.views.append(view)
            }
            viewed.findings = nameFindings(of: viewed)
            facts.images.append(viewed)
        }
        // Manifests come first.
        let blobs = facts.claims.indices.filter { facts.claims[$0].kind != .manifest }
        facts.reorderClaims(manifests + blobs)
    }

    // MARK: Names

    private func view(of image: Image, on backend: Run.Backend) -> Run.View {
        let name = image.reference
        guard name.digest == nil else { return Run.View(backend: backend.name, digest: name.digest) }
        switch tags["\(backend.name) \(name)"] ?? .names(image.manifest) {
        case .names(let content):
            let digest = Self.digest(content)
            let url = "https://\(name.registry)/v2/\(name.repository)/manifests/\(name.tag ?? .latest)"
            var attempt = attempt(.good(), nil, on: backend, url: url)
            attempt.evidence = .tagNames(digest: digest)
            return Run.View(backend: backend.name, digest: digest, tagAttempts: [attempt])
        case .fault(let one):
            let attempt = attempt(one, nil, on: backend, url: "")
            var view = Run.View(backend: backend.name, digest: nil, tagAttempts: [attempt])
            let code = attempt.code ?? .accessOther
            let place = FaultPlace(
                name.registry, backend: backend.name, repository: name.repository, tag: name.tag)
            view.findings = [
                Finding(code, weight: weight(of: code, on: backend.name), at: place, attempt.evidence)
            ]
            return view
        }
    }

    private func nameFindings(of image: Run.Image) -> [Finding] {
        let name = image.reference
        let place = FaultPlace(name.registry, repository: name.repository, tag: name.tag)
        guard !backends.isEmpty else {
            return [Finding(.accessResolve, at: place, .noBackend(obstacle: obstacle))]
        }
        let views = image.views.filter { $0.digest != nil }
        let serving = views.first { view in backends.first { $0.name == view.backend }?.role != .standby }
        guard let leading = serving ?? views.first else { return [] }
        let others = views.filter { $0.digest != leading.digest }.map(\.backend)
        guard !others.isEmpty else { return [] }
        let isOnlyLag = others.allSatisfy { other in backends.first { $0.name == other }?.role == .standby }
        return [
            Finding(
                .contentTagDivergence, weight: isOnlyLag ? .reported : nil, at: place,
                .tagsDiffer(answers: views.map { Record.TagAnswer(backend: $0.backend, digest: $0.digest) }))
        ]
    }

    private func claims(of image: Image, _ view: Run.View) -> [(Run.Claim, String)] {
        guard let digest = view.digest else { return [] }
        func claim(_ digest: Digest, _ size: Int64?, _ kind: Run.Claim.Kind, _ type: MediaType?) -> Run.Claim {
            Run.Claim(
                backend: view.backend, registry: image.reference.registry, repository: image.reference.repository,
                digest: digest, size: size, kind: kind, mediaType: type, status: .planned)
        }
        return [(claim(digest, nil, .manifest, nil), image.manifest)]
            + image.blobs.map { blob in
                let type: MediaType = blob.kind == .config ? .ociConfig : .ociLayerGzip
                var claim = claim(Self.digest(blob.name), blob.size, blob.kind, type)
                claim.isOfReferrer = blob.isOfReferrer
                return (claim, blob.name)
            }
    }

    // MARK: Overrides

    private func waive(_ facts: inout RunFacts) {
        func waived(_ finding: Finding) -> Finding {
            guard finding.weight != .reported,
                let override = overrides.first(where: { $0.covers(finding.place) && $0.isActive(at: Self.started) })
            else { return finding }
            return finding.waived(by: override)
        }
        for index in facts.claims.indices {
            guard case .faulty(let finding) = facts.claims[index].status else { continue }
            facts.claims[index].status = .faulty(waived(finding))
        }
        for index in facts.images.indices {
            facts.images[index].findings = facts.images[index].findings.map(waived)
            for view in facts.images[index].views.indices {
                facts.images[index].views[view].findings = facts.images[index].views[view].findings.map(waived)
            }
        }
    }
}

extension RunFacts {
    /// - Parameter order: The indexes of all claims.
    fileprivate mutating func reorderClaims(_ order: [Int]) {
        claims = order.map { claims[$0] }
        var moved = [Int](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { moved[old] = new }
        for image in images.indices {
            for view in images[image].views.indices {
                images[image].views[view].claims = images[image].views[view].claims.map { moved[$0] }
            }
        }
    }
}
