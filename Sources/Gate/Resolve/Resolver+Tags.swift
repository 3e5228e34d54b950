internal import OCI
internal import Record
internal import Registry
internal import Release

extension Resolver {
    mutating func resolveTags() async {
        var lookups: [TagLookup] = []
        for (index, use) in context.request.images.enumerated() {
            var image = ImageResult(use: use, views: [], findings: [])
            let registry = context.registry(use.reference.registry)
            for backend in registry?.backends ?? [] where backend.isAsked(for: use.reference) {
                var view = ImageView(
                    backend: backend, digest: use.reference.digest, platforms: [], claims: [], findings: [],
                    tagAttempts: [])
                if use.reference.digest == nil, let tag = use.reference.tag {
                    if backend.resolvesTags {
                        lookups.append(TagLookup(image: index, view: image.views.count, tag: tag, backend: backend))
                    }
                    view.digest = nil
                }
                image.views.append(view)
            }
            if image.views.isEmpty {
                image.findings.append(
                    Finding(
                        .accessResolve,
                        at: FaultPlace(
                            use.reference.registry, repository: use.reference.repository, tag: use.reference.tag),
                        RegistryBackends.evidence(without: registry)))
            }
            images.append(image)
        }
        let settled = lookups.compactMap { context.memory.settledTag(at: $0.place) }
        let open = lookups.filter { context.memory.settledTag(at: $0.place) == nil }
        let asked = await TagResolver(context: context).resolve(open, images: context.request.images)
        for answer in settled + asked.map(context.memory.reconciled) {
            tags[answer.lookup.place] = answer
            images[answer.lookup.image].views[answer.lookup.view].digest = answer.digest
            images[answer.lookup.image].views[answer.lookup.view].tagAttempts = answer.attempts
            if let finding = answer.finding {
                images[answer.lookup.image].views[answer.lookup.view].findings.append(finding)
            }
        }
        for index in images.indices { adoptResolvedDigest(index) }
    }

    /// A mirror that nodes do not use for tags is asked for the digest that the other backends resolved.
    private mutating func adoptResolvedDigest(_ index: Int) {
        let reference = images[index].use.reference
        let waiting = images[index].views.indices.filter { !images[index].views[$0].backend.resolvesTags }
        guard reference.digest == nil, let tag = reference.tag, !waiting.isEmpty else { return }
        let answering = images[index].views.filter { $0.digest != nil }
        let leading = answering.first { $0.backend.role != .standby } ?? answering.first
        for view in waiting {
            images[index].views[view].digest = leading?.digest
            guard leading == nil else { continue }
            let backend = images[index].views[view].backend
            images[index].views[view].findings.append(
                Finding(
                    .accessResolve, weight: backend.role.weight(of: .accessResolve),
                    at: FaultPlace(
                        reference.registry, backend: backend.name, repository: reference.repository, tag: tag),
                    .tagUnknown(backend: backend.name, tag: tag)))
        }
    }

    /// A tag that resolves to different manifests on two backends is a fault. A standby may lag.
    mutating func compareTags() {
        for index in images.indices where images[index].use.reference.digest == nil {
            let views = images[index].views.filter { $0.digest != nil && $0.backend.resolvesTags }
            let reference = images[index].use.reference
            guard let leading = views.first(where: { $0.backend.role != .standby }) ?? views.first else { continue }
            let others = views.filter { $0.digest != leading.digest }
            guard !others.isEmpty else { continue }
            images[index].findings.append(
                Finding(
                    .contentTagDivergence,
                    weight: others.allSatisfy { $0.backend.role == .standby } ? .reported : .refuses,
                    at: FaultPlace(reference.registry, repository: reference.repository, tag: reference.tag),
                    .tagsDiffer(answers: views.map { TagAnswer(backend: $0.backend.name, digest: $0.digest) })))
        }
    }

    /// A digest takes precedence over the tag next to it. A notice reports a tag that has moved since. Nodes do not ask for it, so
    /// it alone is no reason for a request.
    func checkTagNextToDigest() async {
        var lookups: [TagLookup] = []
        for (index, image) in images.enumerated() where image.use.reference.digest != nil {
            guard let tag = image.use.reference.tag else { continue }
            for (number, view) in image.views.enumerated()
            where view.backend.resolvesTags && !isSettled(image, on: view.backend) {
                lookups.append(
                    TagLookup(image: index, view: number, tag: tag, backend: view.backend, isAside: true))
            }
        }
        guard !lookups.isEmpty else { return }
        let answers = await TagResolver(context: context).resolve(lookups, images: context.request.images)
        let ordered = answers.sorted { ($0.lookup.image, $0.lookup.view) < ($1.lookup.image, $1.lookup.view) }
        for answer in ordered {
            let reference = images[answer.lookup.image].use.reference
            if let digest = answer.digest, digest.algorithm == reference.digest?.algorithm, digest != reference.digest {
                await context.ledger.report(
                    .tagMoved(reference: reference, digest: digest, backend: answer.lookup.backend.name))
            } else if answer.finding?.code == .absenceManifest {
                await context.ledger.report(
                    .tagGone(reference: reference, backend: answer.lookup.backend.name))
            }
        }
    }
}
