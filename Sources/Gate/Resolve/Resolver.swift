internal import Foundation
internal import OCI
internal import Record
internal import Registry
internal import Release

/// Resolves each image name on each backend, down to the blobs that a node would pull.
///
/// A tag is resolved on every backend, and its manifest is then requested by digest, as nodes do, because the two are different
/// cache entries. Every manifest is a claim like a blob; children are read only from proven bytes.
struct Resolver {
    /// The result of resolving all names.
    struct Resolution {
        var images: [ImageResult]
        /// The results of the manifest claims.
        var manifests: [ClaimResult]
        /// The claims for configurations and layers, each once, in the order of discovery.
        var blobs: [Claim]
        /// The image manifests that the names led to.
        var leaves: [ImageLeaf] = []
        /// The tag answers of the backends.
        var tags: [ImageLeaf.Place: TagResolver.Answer] = [:]
        /// The manifest claims with their bytes.
        var outcomes: [Claim: ClaimRunner.Outcome] = [:]
        /// The claims that a node needs; `nil` for all.
        var required: Set<Claim>?
    }

    /// The manifests of one level, each once no matter how many images and indexes list it. An index may list one child a
    /// thousand times.
    struct Level {
        private(set) var claims: [Claim] = []
        private var viewers: [Claim: Set<Viewer>] = [:]

        mutating func add(_ claim: Claim, for viewer: Viewer) {
            if viewers[claim] == nil { claims.append(claim) }
            viewers[claim, default: []].insert(viewer)
        }

        func viewers(of claim: Claim) -> [Viewer] {
            (viewers[claim] ?? []).sorted { ($0.image, $0.view) < ($1.image, $1.view) }
        }
    }

    /// The image and backend for which a manifest was reached.
    struct Viewer: Hashable {
        let image: Int
        let view: Int
        let depth: Int
        /// Whether an index on the way states the platform.
        var isStated = false
        /// Whether nodes pull it as an image although its index states an unknown type.
        var isImage = false
        /// Whether an index on the way lists it for no platform, so that no node pulls it.
        var isBeside = false
    }

    let context: RunContext
    var images: [ImageResult] = []
    private(set) var outcomes: [Claim: ClaimRunner.Outcome] = [:]
    var tags: [ImageLeaf.Place: TagResolver.Answer] = [:]
    private(set) var manifestOrder: [Claim] = []
    private var blobs: [Claim] = []
    private(set) var leaves: [ImageLeaf] = []
    /// The places of the blobs in `blobs`.
    private var knownBlobs: [Claim: Int] = [:]
    private var sharedBlobs: [SharedKey: Claim] = [:]

    /// The references by digest for which nothing is asked but what their manifests list.
    var settledRoots: Set<Claim> = []
    /// The backends whose API root some nodes do not accept.
    var badPings: Set<Backend> = []
    /// The references by digest with a wrong reply to HEAD.
    var badHeads: Set<Claim> = []
    /// Manifests of earlier runs whose faults may lie in the header next to them, which may be different now.
    private var doubted: [Claim] = []
    /// Proven manifests that were found faulty.
    private var withdrawn: [ClaimResult] = []

    /// The number of manifests listed by the indexes of an image so far, by backend.
    var reached: [ImageLeaf.Place: Int] = [:]

    /// The claims that a node needs. All others are entries of indexes that are for no platform, and what they list.
    private(set) var required: Set<Claim> = []

    /// The manifests listed by the indexes of an image with expectations, by backend.
    private(set) var listed: [ImageLeaf.Place: IndexListing] = [:]

    private struct SharedKey: Hashable {
        let backend: Backend
        let digest: Digest
        let size: Int64?
    }

    static func resolve(_ context: RunContext) async -> Resolution {
        var resolver = Resolver(context: context)
        await resolver.resolveTags()
        resolver.findSettledRoots()
        await resolver.checkPings()
        resolver.compareTags()
        await resolver.checkTagNextToDigest()
        await resolver.walk(resolver.roots())
        await resolver.checkRootHeads()
        await resolver.recordRoots()
        resolver.checkPlatforms()
        resolver.checkExpectations()
        if context.request.policy.referrers { await resolver.followReferrers() }
        let manifests = resolver.manifestOrder.compactMap { resolver.outcomes[$0]?.result }
        return Resolution(
            images: resolver.images, manifests: manifests, blobs: resolver.blobs, leaves: resolver.leaves,
            tags: resolver.tags, outcomes: resolver.outcomes, required: resolver.required)
    }

    private init(context: RunContext) { self.context = context }

    /// The manifests that the names resolve to.
    private func roots() -> Level {
        var level = Level()
        for (index, image) in images.enumerated() {
            for (number, view) in image.views.enumerated() {
                guard let digest = view.digest else { continue }
                let claim = Claim(
                    backend: view.backend, repository: image.use.reference.repository, digest: digest, size: nil,
                    kind: .manifest, mediaType: nil)
                level.add(claim, for: Viewer(image: index, view: number, depth: 0))
            }
        }
        return level
    }

    mutating func walk(_ first: Level) async {
        var level = first
        while !level.claims.isEmpty {
            let unread = level.claims.filter { outcomes[$0] == nil }
            for claim in unread { outcomes[claim] = context.memory.settled(claim) }
            let reused = await context.reusingManifests(unread.filter { outcomes[$0] == nil })
            outcomes.merge(reused) { known, _ in known }
            for outcome in await ClaimRunner(context: context).run(unread.filter { outcomes[$0] == nil }) {
                outcomes[outcome.result.claim] = context.memory.reconciled(outcome)
            }
            manifestOrder += unread
            var next = Level()
            for claim in level.claims { visit(claim, of: level, into: &next) }
            let again = doubted
            doubted = []
            for outcome in await ClaimRunner(context: context).run(again) {
                outcomes[outcome.result.claim] = context.memory.reconciled(outcome)
            }
            for claim in again { visit(claim, of: level, into: &next) }
            level = next
        }
        for result in withdrawn { await context.ledger.withdraw(result, path: context.path(of: result.claim)) }
        withdrawn = []
    }

    private mutating func visit(_ claim: Claim, of level: Level, into next: inout Level) {
        let viewers = level.viewers(of: claim)
        if context.isTooLateToParse(outcomes[claim]?.manifest) {
            leave(claim, for: viewers)
        } else {
            follow(claim, for: viewers, into: &next)
        }
    }

    /// Leaves a manifest unread because the run was stopped: what it lists is unknown.
    private mutating func leave(_ claim: Claim, for viewers: [Viewer]) {
        for viewer in viewers { attach(claim, to: viewer) }
        guard let outcome = outcomes[claim], outcome.result.status.isProof else { return }
        let result = context.stopped(claim, attempts: outcome.result.attempts)
        outcomes[claim] = ClaimRunner.Outcome(result: result)
    }

    private mutating func follow(_ claim: Claim, for viewers: [Viewer], into next: inout Level) {
        for viewer in viewers { attach(claim, to: viewer) }
        guard let outcome = outcomes[claim] else { return }
        guard outcome.result.status.isProof, let bytes = outcome.manifest else {
            return followElsewhere(claim, for: viewers, into: &next)
        }
        // An entry of unknown type in an index is not a fault, and its bytes are proven (image-spec, Image Index).
        if let type = claim.mediaType, !type.isManifest, !type.isSchema1, !viewers.contains(where: \.isImage) { return }
        let parsed: ParsedManifest
        do {
            parsed = try context.parser.parse(bytes, of: claim.digest, contentType: outcome.contentType)
        } catch {
            let code: FindingCode = error.reason == .schema1 ? .accessSchema1 : .contentManifest
            return confirm(outcome, SeenFault(code, .unusableManifest(error: error)))
        }
        // Nodes believe the index about the kind of an entry.
        if let listed = claim.mediaType, listed.isManifest, listed.isIndex != parsed.mediaType.isIndex {
            let evidence = Evidence.entryKind(listed: listed, found: parsed.mediaType)
            return confirm(outcome, SeenFault(.contentMediaType, evidence))
        }
        if let fault = faultOfType(outcome.contentType, of: parsed, claim, viewers) { return confirm(outcome, fault) }
        if let conflict = parsed.conflict { report(conflict, of: outcome, for: viewers) }
        // Embedded content is not trusted more than served content, and the content is pulled regardless.
        if context.nodes.readsEmbeddedData, let evidence = parsed.document.embeddedFault {
            replace(outcome, SeenFault(.contentEmbedded, evidence))
        }
        switch parsed.document {
        case .image(let manifest):
            reach(manifest, parsed.mediaType, of: claim, for: viewers)
        case .index(let index):
            for viewer in viewers {
                let chosen = chosen(from: index, parsed.mediaType, of: claim)
                if let fault = excess(of: chosen, for: viewer) { return replace(outcome, fault) }
                descend(index, chosen, from: claim, for: viewer, into: &next)
            }
        }
    }

    /// Continues below a manifest that only other hosts have. Its own faults are found there.
    private mutating func followElsewhere(_ claim: Claim, for viewers: [Viewer], into next: inout Level) {
        guard let outcome = borrowed(claim), let bytes = outcome.manifest,
            let parsed = try? context.parser.parse(bytes, of: claim.digest, contentType: outcome.contentType)
        else { return }
        switch parsed.document {
        case .image(let manifest): reach(manifest, parsed.mediaType, of: claim, for: viewers)
        case .index(let index):
            for viewer in viewers {
                let chosen = chosen(from: index, parsed.mediaType, of: claim)
                guard excess(of: chosen, for: viewer) == nil else { continue }
                descend(index, chosen, from: claim, for: viewer, into: &next)
            }
        }
    }

    /// Nodes take the type from HEAD of the name, or from the index, so the type in a reply by digest is only reported.
    private mutating func report(
        _ conflict: MediaTypeConflict, of outcome: ClaimRunner.Outcome, for viewers: [Viewer]
    ) {
        let claim = outcome.result.claim
        let finding = Finding(
            .contentMediaType, weight: .reported, at: claim.place, .mediaTypeConflict(conflict: conflict))
        for viewer in viewers where !images[viewer.image].views[viewer.view].findings.contains(where: \.isRemark) {
            images[viewer.image].views[viewer.view].findings.append(finding)
        }
    }

    /// The problem with the type in the reply with a manifest, which some nodes believe.
    private func faultOfType(
        _ contentType: MediaType?, of manifest: ParsedManifest, _ claim: Claim, _ viewers: [Viewer]
    ) -> SeenFault? {
        let pulled = viewers.filter { !$0.isBeside }
        guard !claim.isOfReferrer, !pulled.isEmpty else { return nil }
        let isOfTag = pulled.allSatisfy { $0.depth == 0 && images[$0.image].use.reference.digest == nil }
        return context.nodes.faultOfType(contentType, of: manifest, isOfTag: isOfTag)
    }

    private func chosen(from index: ImageIndex, _ type: MediaType, of claim: Claim) -> [PlatformChoice.Choice] {
        PlatformChoice.choose(
            index.manifests, isList: type == .dockerManifestList, requested: platforms(of: claim), nodes: context.nodes)
    }

    /// The limit that an index exceeds, if any. Counts the manifests that it lists.
    private mutating func excess(of chosen: [PlatformChoice.Choice], for viewer: Viewer) -> SeenFault? {
        let limits = context.request.policy.indexLimits
        guard viewer.depth < limits.depth else {
            return SeenFault(.accessIndexDepth, .indexTooDeep(limit: limits.depth))
        }
        let count = Set(chosen.map(\.descriptor.digest)).count
        guard count <= limits.entries else {
            return SeenFault(.accessIndexWidth, .indexTooWide(manifests: count, limit: limits.entries))
        }
        let place = ImageLeaf.Place(image: viewer.image, view: viewer.view)
        guard reached[place, default: 0] + count <= limits.entriesOfImage else {
            return SeenFault(.accessIndexWidth, .imageTooWide(limit: limits.entriesOfImage))
        }
        reached[place, default: 0] += count
        return nil
    }

    /// Refuses a manifest, but one of an earlier run only after it was requested again: bad results are never reused
    /// (invariant 5), and the header next to it is no part of its proof.
    private mutating func confirm(_ outcome: ClaimRunner.Outcome, _ fault: SeenFault) {
        if case .reused = outcome.result.status {
            doubted.append(outcome.result.claim)
        } else {
            replace(outcome, fault)
        }
    }

    private mutating func replace(_ outcome: ClaimRunner.Outcome, _ fault: SeenFault) {
        let claim = outcome.result.claim
        let finding = ClaimConclusion.finding(fault, claim)
        let result = ClaimResult(claim: claim, status: .faulty(finding), attempts: outcome.result.attempts)
        outcomes[claim] = ClaimRunner.Outcome(result: result)
        withdrawn.append(result)
    }

    private mutating func reach(
        _ manifest: ImageManifest, _ type: MediaType, of claim: Claim, for viewers: [Viewer]
    ) {
        for viewer in viewers where !claim.isOfReferrer {
            images[viewer.image].views[viewer.view].leaves += 1
            if viewer.depth == 0 {
                images[viewer.image].views[viewer.view].satisfied.formUnion(wishes)
            }
        }
        noteConfiguration(manifest.config.mediaType, type, of: claim, for: viewers)
        noteLayers(manifest.layers, type, of: claim, for: viewers)
        let parts = [(manifest.config, Claim.Kind.config)] + manifest.layers.map { ($0, Claim.Kind.layer) }
        let claims = parts.map { descriptor, kind in
            var blob = Claim(
                backend: claim.backend, repository: claim.repository, digest: descriptor.digest,
                size: descriptor.size, kind: kind, mediaType: descriptor.mediaType, urls: descriptor.urls,
                isOfReferrer: claim.isOfReferrer, data: descriptor.data)
            if context.registry(claim.backend.registry)?.sharesProofs == true {
                let key = SharedKey(backend: claim.backend, digest: descriptor.digest, size: descriptor.size)
                blob = sharedBlobs[key]?.adding(blob) ?? blob
                sharedBlobs[key] = blob
            }
            if let number = knownBlobs[blob] {
                // Another manifest may list other URLs for the same blob.
                blobs[number] = blobs[number].adding(blob)
            } else {
                knownBlobs[blob] = blobs.count
                blobs.append(blob)
            }
            for viewer in viewers { attach(blob, to: viewer) }
            return blob
        }
        let layers = zip(claims.dropFirst(), manifest.layers).map { claim, descriptor in
            ImageLeaf.LayerEntry(claim: claim, mediaType: descriptor.mediaType)
        }
        leaves.append(
            ImageLeaf(
                manifest: claim,
                places: Set(viewers.map { ImageLeaf.Place(image: $0.image, view: $0.view) })
                    .sorted { ($0.image, $0.view) < ($1.image, $1.view) },
                config: claims[0], configType: manifest.config.mediaType, manifestType: type, layers: layers,
                rootPlaces: viewers.filter { $0.depth == 0 }.map { ImageLeaf.Place(image: $0.image, view: $0.view) },
                unstatedPlaces: viewers.filter { $0.depth > 0 && isFirstUnstated(claim, for: $0) }.map {
                    ImageLeaf.Place(image: $0.image, view: $0.view)
                }))
    }

    /// A configuration whose type makes nodes refuse the manifest.
    private mutating func noteConfiguration(
        _ type: MediaType, _ manifest: MediaType, of claim: Claim, for viewers: [Viewer]
    ) {
        guard !claim.isOfReferrer, let node = context.nodes.refusing(configuration: type, in: manifest) else { return }
        let finding = Finding(
            .contentConfig, weight: claim.backend.role == .standby ? .reported : nil, at: claim.place,
            .configuration(digest: claim.digest, problem: .typeForNodes(mediaType: type, node: node)))
        for viewer in viewers where !viewer.isBeside {
            images[viewer.image].views[viewer.view].findings.append(finding)
        }
    }

    /// Layers whose types make nodes refuse the image.
    private mutating func noteLayers(
        _ layers: [Descriptor], _ manifest: MediaType, of claim: Claim, for viewers: [Viewer]
    ) {
        guard !claim.isOfReferrer else { return }
        let refused = layers.enumerated().compactMap { index, layer in
            context.nodes.refusing(layer: layer.mediaType, in: manifest).map { (number: index + 1, layer, node: $0) }
        }
        guard let (number, layer, node) = refused.first else { return }
        let finding = Finding(
            layer.mediaType.isEncryptedLayer ? .contentUnpack : .contentManifest,
            weight: claim.backend.role == .standby ? .reported : nil, at: claim.place,
            .layer(
                number: number, count: layers.count, digest: layer.digest,
                problem: .typeForNodes(mediaType: layer.mediaType, node: node), more: refused.count - 1))
        for viewer in viewers where !viewer.isBeside {
            images[viewer.image].views[viewer.view].findings.append(finding)
        }
    }

    /// Whether nodes take this manifest unless an entry states their platform.
    private func isFirstUnstated(_ claim: Claim, for viewer: Viewer) -> Bool {
        images[viewer.image].views[viewer.view].unstated.first == claim
    }

    private mutating func descend(
        _ index: ImageIndex, _ chosen: [PlatformChoice.Choice], from claim: Claim, for viewer: Viewer,
        into next: inout Level
    ) {
        if !images[viewer.image].use.expectations.isEmpty, !claim.isOfReferrer {
            listed[ImageLeaf.Place(image: viewer.image, view: viewer.view), default: IndexListing()]
                .add(index, chosen: Set(chosen.map(\.descriptor.digest)))
        }
        for child in chosen {
            if let platform = child.descriptor.platform, !claim.isOfReferrer {
                images[viewer.image].views[viewer.view].platforms.append(platform)
            }
            noteUnusable(child, for: viewer, of: claim)
            images[viewer.image].views[viewer.view].satisfied.formUnion(child.satisfies)
            var wanted = Claim(
                backend: claim.backend, repository: claim.repository, digest: child.descriptor.digest,
                size: child.descriptor.size, kind: .manifest, mediaType: child.descriptor.mediaType,
                isOfReferrer: claim.isOfReferrer)
            wanted.platform = child.descriptor.platform
            let isStated = viewer.isStated || child.descriptor.platform != nil
            if !isStated, child.descriptor.mediaType.isImageManifest {
                images[viewer.image].views[viewer.view].unstated.append(wanted)
            }
            next.add(
                wanted,
                for: Viewer(
                    image: viewer.image, view: viewer.view, depth: viewer.depth + 1, isStated: isStated,
                    isImage: isImage(child), isBeside: viewer.isBeside || child.descriptor.isForNoPlatform))
        }
    }

    /// Whether nodes pull an entry of unknown type as an image, by the type in the reply.
    private func isImage(_ child: PlatformChoice.Choice) -> Bool {
        guard !child.descriptor.mediaType.isManifest, child.refusing.isEmpty,
            context.nodes.refusing(child.descriptor.mediaType).isEmpty
        else { return false }
        return !child.satisfies.isEmpty || child.descriptor.platform.map { $0.os != "unknown" } == true
    }

    /// An entry for a platform with a type that nodes do not pull as an image.
    private mutating func noteUnusable(_ child: PlatformChoice.Choice, for viewer: Viewer, of index: Claim) {
        guard !index.isOfReferrer, let node = NodeKind.allCases.first(where: child.refusing.contains),
            !child.descriptor.mediaType.isSchema1
        else { return }
        images[viewer.image].views[viewer.view].findings.append(
            Finding(
                .absencePlatform, weight: index.backend.role == .standby ? .reported : nil, at: index.place,
                .entryType(
                    entry: child.descriptor.digest, mediaType: child.descriptor.mediaType,
                    platform: child.descriptor.platform, node: node)))
    }

    /// Referrers of an image apply to all of its platforms.
    private func platforms(of index: Claim) -> [Platform] { index.isOfReferrer ? [] : context.request.platforms }

    private mutating func attach(_ claim: Claim, to viewer: Viewer) {
        if !viewer.isBeside { required.insert(claim) }
        if images[viewer.image].views[viewer.view].known.insert(claim).inserted {
            images[viewer.image].views[viewer.view].claims.append(claim)
        }
    }
}
