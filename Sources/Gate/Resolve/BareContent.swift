internal import OCI
internal import Record
internal import Registry
internal import Release

/// Claims for content that is requested by digest alone, without a name that leads to it.
struct BareContent {
    private struct Answer {
        let backend: Backend
        let isManifest: Bool
        let blob: Observation?

        var declaredSize: Int64? {
            guard case .head(let declared) = blob?.outcome else { return nil }
            return declared
        }
    }

    let context: RunContext
    let digest: Digest

    /// Makes the claims. Kind and size, if unknown, are requested with HEAD, which proves nothing.
    func resolve(size: Int64?, kind: Claim.Kind?) async -> Resolver.Resolution {
        if kind == .manifest { return await manifests() }
        var resolution = Resolver.Resolution(images: [], manifests: [], blobs: [])
        var answers: [[Answer]] = []
        if size == nil {
            for use in context.request.images { answers.append(await heads(of: use)) }
            if kind == nil, answers.joined().contains(where: \.isManifest) { return await manifests() }
        }
        // A backend with a truncated blob declares less, so the largest size is the most likely.
        let declared = answers.joined().compactMap(\.declaredSize).max()
        if size == nil, let declared {
            await context.ledger.report(.sizeFromBackends(digest: digest, bytes: declared))
        }
        for (number, use) in context.request.images.enumerated() {
            let heads = number < answers.count ? answers[number] : []
            let image = image(use, size: size ?? declared, kind: kind ?? .layer, heads)
            resolution.blobs += image.views.flatMap(\.claims)
            resolution.images.append(image)
        }
        return resolution
    }

    /// Manifests are read like those of an image referenced by digest.
    private func manifests() async -> Resolver.Resolution { await Resolver.resolve(context).narrowed(to: digest) }

    private func backends(of use: ImageUse) -> [Backend] {
        (context.registry(use.reference.registry)?.backends ?? []).filter { $0.isAsked(for: use.reference) }
    }

    private func image(_ use: ImageUse, size: Int64?, kind: Claim.Kind, _ heads: [Answer]) -> ImageResult {
        let reference = use.reference
        var image = ImageResult(use: use, views: [], findings: [])
        for backend in backends(of: use) {
            var view = ImageView(
                backend: backend, digest: nil, platforms: [], claims: [], findings: [], tagAttempts: [])
            if let size {
                let claim = Claim(
                    backend: backend, repository: reference.repository, digest: digest, size: size, kind: kind,
                    mediaType: nil)
                view.claims = [claim]
                view.known = [claim]
            } else if let head = heads.first(where: { $0.backend == backend })?.blob {
                let fault = context.fault(AccessFaults.classify(head, kind: .layer), before: .proof)
                view.tagAttempts = [JudgedObservation(head, code: fault.code, fault.evidence)]
                view.findings = [unknown(fault, reference, backend)]
            }
            image.views.append(view)
        }
        if image.views.isEmpty {
            image.findings.append(
                Finding(
                    .accessResolve,
                    at: FaultPlace(reference.registry, repository: reference.repository, digest: digest),
                    RegistryBackends.evidence(without: context.registry(reference.registry))))
        }
        return image
    }

    /// No backend declares its size, so it cannot be pulled.
    private func unknown(_ fault: SeenFault, _ reference: ImageReference, _ backend: Backend) -> Finding {
        Finding(
            fault.code,
            at: FaultPlace(
                reference.registry, backend: backend.name, repository: reference.repository, digest: digest),
            fault.evidence)
    }

    private func heads(of use: ImageUse) async -> [Answer] {
        let repository = use.reference.repository
        return await withTaskGroup(of: Answer.self) { group in
            for backend in backends(of: use) {
                group.addTask {
                    let manifest = await context.client.head(
                        ofManifest: .digest(digest), of: repository, from: backend)
                    if case .head = manifest.outcome {
                        return Answer(backend: backend, isManifest: true, blob: nil)
                    }
                    let blob = await context.client.head(ofBlob: digest, of: repository, from: backend)
                    return Answer(backend: backend, isManifest: false, blob: blob)
                }
            }
            var answers: [Answer] = []
            for await answer in group { answers.append(answer) }
            return answers
        }
    }
}

extension Resolver.Resolution {
    /// Removes all blobs but one.
    func narrowed(to digest: Digest) -> Self {
        var narrow = self
        narrow.blobs.removeAll { $0.digest != digest }
        narrow.leaves = []
        for image in images.indices {
            for view in images[image].views.indices {
                narrow.images[image].views[view].claims.removeAll { $0.kind != .manifest && $0.digest != digest }
            }
        }
        return narrow
    }
}
