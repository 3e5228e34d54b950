internal import Foundation
internal import Ledger
internal import OCI
internal import Record
internal import Registry
internal import Release
internal import Transfer

/// Builds the record of a round from its live results. No other code converts them.
struct RecordBuilder {
    let request: GateRequest

    /// The facts of a round that just ended.
    ///
    /// - Parameter results: One per claim, manifests first, then blobs.
    func facts(of images: [ImageResult], _ results: [ClaimResult], started: Date, number: RunID?) -> RunFacts {
        var facts = RunFacts(
            version: request.version, command: request.command, vantage: request.vantage, started: started,
            finished: .now)
        let policy = request.policy
        facts.machine = request.machine
        facts.number = number?.rawValue
        facts.recheckOf = request.recheckOf?.rawValue
        facts.shard = request.shard
        facts.platforms = request.platforms
        facts.policy = Run.Policy(
            depth: policy.depth, undecided: policy.undecided, rollback: policy.rollback, flapping: policy.flapping,
            hold: policy.hold, spot: policy.spot, referrers: policy.referrers, nodes: policy.nodes)
        facts.registries = request.registries.sorted { $0.key < $1.key }.map { Run.Registry($0.key, $0.value) }
        facts.claims = results.map(Run.Claim.init)
        var places = Dictionary(results.enumerated().map { ($0.element.claim, $0.offset) }) { first, _ in first }
        facts.images = images.map { image in
            var record = Run.Image(
                reference: image.use.reference, origins: image.use.origins,
                spellings: image.use.spellings.map(\.original), expectations: image.use.expectations,
                findings: image.findings)
            record.views = image.views.map { view in
                let claims = view.claims.map { place(of: $0, &places, &facts.claims) }
                return Run.View(view, claims: claims)
            }
            return record
        }
        facts.bytesPulled = results.lazy.map(\.bytesPulled).byteSum
        return facts
    }

    /// A claim without a result is unknown, not good.
    private func place(of claim: Claim, _ places: inout [Claim: Int], _ claims: inout [Run.Claim]) -> Int {
        if let place = places[claim] { return place }
        let finding = Finding(.accessOther, at: claim.place, .nothingAsked)
        places[claim] = claims.count
        claims.append(Run.Claim(ClaimResult(claim: claim, status: .faulty(finding), attempts: [])))
        return claims.count - 1
    }
}

extension Run.Registry {
    fileprivate init(_ name: RegistryName, _ known: RegistryBackends) {
        self.init(
            name: name, backends: known.backends.map(Run.Backend.init), obstacle: known.obstacle,
            sharesProofs: known.sharesProofs, storage: known.storage,
            addresses: known.addresses.isEmpty ? nil : known.addresses)
    }
}

extension Run.Backend {
    fileprivate init(_ backend: Backend) {
        let route = backend.route
        self.init(
            name: backend.name, address: backend.address.description, scheme: backend.scheme, role: backend.role,
            source: backend.source, cache: backend.cache, checksCertificate: backend.trust.verifiesPeer,
            certificateAuthorities: backend.certificateAuthorities,
            authority: route?.authority ?? RegistryName(backend.registry.apiAuthority) ?? backend.registry,
            root: route?.root ?? "/v2", namespace: route?.namespace, scope: backend.scope,
            isMirror: route != nil, proxy: backend.proxy?.description)
        isMachineLocal = backend.isMachineLocal ? true : nil
    }
}

extension Run.View {
    fileprivate init(_ view: ImageView, claims: [Int]) {
        self.init(
            backend: view.backend.name, digest: view.digest, platforms: view.platforms, claims: claims,
            findings: view.findings, tagAttempts: view.tagAttempts.map(Attempt.init),
            referrersAttempts: view.referrersAttempts.map(Attempt.init))
    }
}

extension Run.Claim {
    fileprivate init(_ result: ClaimResult) {
        let claim = result.claim
        self.init(
            backend: claim.backend.name, registry: claim.backend.registry, repository: claim.repository,
            digest: claim.digest, size: claim.size, kind: claim.kind, mediaType: claim.mediaType,
            status: Status(result.status))
        isOfReferrer = claim.isOfReferrer
        platform = claim.platform
        attempts = result.attempts.map(Attempt.init)
        remark = result.remark
        spot = result.spot
    }
}

extension Run.Claim.Status {
    fileprivate init(_ status: Gate.Status) {
        self =
            switch status {
            case .verified(let blob): .verified(Run.Claim.Verified(blob))
            case .reused(let proof): .reused(Run.Claim.Reuse(proof))
            case .shared(let blob): .shared(Run.Claim.Shared(blob.bytes))
            case .present: .present
            case .notAsked: .notAsked
            case .planned: .planned
            case .otherShard(let shard, let isRead): .otherShard(shard, isRead: isRead)
            case .faulty(let finding): .faulty(finding)
            }
    }
}

extension Run.Claim.Verified {
    fileprivate init(_ blob: VerifiedBlob) {
        self.init(
            size: blob.size, diffID: blob.diffID, cacheStatus: blob.cacheStatus,
            isFromBehindCache: blob.isFromBehindCache, isReadThrough: blob.isReadThrough,
            isFromElsewhere: blob.isFromElsewhere,
            namedDigest: blob.observation.headers["docker-content-digest"]?.description)
        resumedAt = blob.resumed?.offset
        begunAt = blob.begun
        partsFrom = blob.partsFrom
    }
}

extension Run.Claim.Reuse {
    fileprivate init(_ proof: Proof) {
        self.init(
            provenAt: proof.provenAt, run: (proof.origin?.run ?? proof.run).rawValue, vantage: proof.origin?.vantage,
            size: proof.size, diffID: proof.diffID, address: proof.address, cacheStatus: proof.cacheStatus,
            spotCheckedAt: proof.spotCheckedAt, repository: proof.source?.repository)
    }
}

extension Run.Claim.Shared {
    fileprivate init(_ bytes: ProvenBytes) {
        var object: String?
        if case .object(let url) = bytes.source.place { object = ServerText(url, limit: 400).description }
        self.init(
            repository: bytes.repository, object: object, size: bytes.size, diffID: bytes.diffID,
            provenAt: bytes.provenAt, run: (bytes.origin?.run ?? bytes.run)?.rawValue, vantage: bytes.origin?.vantage)
    }
}

extension Attempt {
    init(_ judged: JudgedObservation) {
        let observation = judged.observation
        self.init(
            url: observation.url, started: observation.started, code: judged.code, judged.evidence)
        redirects = observation.redirects
        leftRegistry = observation.leftRegistry
        address = observation.remote?.description
        certificate = observation.certificate
        httpVersion = observation.httpVersion
        status = observation.status
        headers = observation.headers.mapValues(\.description)
        warnings = observation.warnings.map(\.description)
        bytes = observation.bodyBytes
        milliseconds = Int64(observation.timing.total / .milliseconds(1))
        if case .body(let facts) = observation.outcome {
            received = facts.stoppedEarly ? nil : facts.digest
            receivedBytes = facts.received
            resumedAt = facts.resumed?.offset
        }
        slices = judged.slices
        isOfSpotCheck = judged.isOfSpotCheck
        isOfHead = judged.isOfHead
    }
}
