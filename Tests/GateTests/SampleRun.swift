import Foundation
import Layer
import Ledger
import OCI
import Registry
import Release
import Transfer

@testable import Gate

/// A run built by hand: what each backend answers for each blob is given, and judged by the gate's own code.
struct SampleRun {
    /// What one try saw.
    enum Try {
        /// The right bytes.
        case good(cache: String? = nil)
        /// As many bytes as claimed, of other content, by its name.
        case wrong(String, cache: String? = nil)
        /// Another number of bytes.
        case size(Int64, cache: String? = nil)
        case status(Int, body: String = "", type: String = "application/json", cache: String? = nil)
        case failure(TransferFailure.Kind, String, after: Int64? = nil)
        case denied(CredentialFault)
    }

    /// How a claim ended.
    enum Answer {
        case tries([Try])
        case reused(hours: Double, run: Int64, cache: String? = nil)
        case withheld
        case stopped
        case planned
        case present
        case notAsked
        /// The right bytes, which do not decompress.
        case broken
    }

    /// What a tag lookup ended with.
    enum TagAnswer {
        case names(String)
        case fault(Try)
    }

    struct Blob {
        let name: String
        let size: Int64
        let kind: Claim.Kind
        var isOfReferrer = false
    }

    struct Image {
        let reference: String
        var origins: [Origin]
        var blobs: [Blob]
        var expectations: [Release.Expectation] = []

        var manifest: String { "manifest of \(reference)" }
    }

    static let started = Date(timeIntervalSince1970: 1_774_965_731)
    static let registry = "docker-registry.discovery.wmnet"
    static let multiversion = "\(registry)/restricted/mediawiki-multiversion:2025-03-31-105425-publish"

    var backends: [Backend] = ["registry1004", "registry1005", "registry2004"].enumerated().map { index, name in
        SampleRun.backend(name, host: "10.64.0.\(index + 4)")
    }
    var images: [Image] = [
        Image(
            reference: multiversion, origins: [.line(file: "images.txt", number: 3)],
            blobs: [
                Blob(name: "config-a", size: 7_344, kind: .config),
                Blob(name: "base", size: 48_221_190, kind: .layer),
                Blob(name: "big", size: 1_119_805_497, kind: .layer),
            ]),
        Image(
            reference: "\(registry)/restricted/mediawiki-webserver:2025-03-31-105425-webserver",
            origins: [.line(file: "images.txt", number: 4), .argument(1)],
            blobs: [
                Blob(name: "config-b", size: 2_101, kind: .config), Blob(name: "web", size: 11_979_884, kind: .layer),
            ]),
    ]
    /// The image that the deploy would return to; it shares the base layer.
    static let previous = Image(
        reference: "\(registry)/restricted/mediawiki-multiversion:2025-03-27-200753-publish",
        origins: [Origin(source: .file("previous.txt"), number: 1, set: .rollback)],
        blobs: [
            Blob(name: "config-old", size: 7_340, kind: .config), Blob(name: "base", size: 48_221_190, kind: .layer),
            Blob(name: "old", size: 1_118_001_022, kind: .layer),
        ])

    /// Answers by "backend blob"; what is not named gets `usual`.
    var answers: [String: Answer] = [:]
    /// Answers by "backend reference".
    var tags: [String: TagAnswer] = [:]
    var usual = Answer.tries([.good()])
    /// Claims that get wrong bytes whatever else is said, by claim and blob name.
    var bad: (@Sendable (Claim, String) -> Bool)?
    var number: Int64? = 12
    var recheckOf: Int64?
    var command = "check"
    var notices: [String] = []
    var stopped: RunControl.Reason?
    var vantage = "deploy1003"
    var obstacle: String?
    var sharesProofs = false
    var investigations: [Investigation] = []
    var earlierUses: [Digest: [EarlierUse]] = [:]
    var depth = Depth.full
    var flapping = FlappingPolicy.refuse
    var exceptions: [RecordedException] = []
    var undecided = UndecidedPolicy.block
    var rollback = RollbackPolicy.block
    var spot: SpotBudget?
    /// The part of the release that the run proves.
    var shard: Shard?
    /// The machine whose ledger told of what is reused.
    var toldBy: String?
    /// Spot checks by "backend blob".
    var spots: [String: SpotCheck] = [:]

    static func backend(
        _ name: String, host: String, role: Backend.Role = .serving, cache: CachePolicy? = nil,
        trust: Backend.Trust = Backend.Trust()
    ) -> Backend {
        Backend(
            registry: RegistryName(registry) ?? .dockerHub, name: name,
            address: TransferRequest.Endpoint(host: host, port: role == .direct ? 5000 : 443),
            scheme: role == .direct ? .http : .https, role: role, source: .configuration("blobgate.yaml"), cache: cache,
            trust: trust)
    }

    static let direct = backend("registry-direct", host: "127.0.0.1", role: .direct)

    mutating func answer(_ blob: String, on backends: String..., with answer: Answer) {
        for backend in backends { answers["\(backend) \(blob)"] = answer }
    }

    mutating func answer(_ blob: String, on backends: String..., with tries: Try...) {
        for backend in backends { answers["\(backend) \(blob)"] = .tries(tries) }
    }

    /// A digest that stands for some content, always the same.
    static func digest(_ name: String) -> Digest {
        var state: UInt64 = 14_695_981_039_346_656_037
        let bytes = (0..<32).map { _ in
            for byte in name.utf8 { state = (state ^ UInt64(byte)) &* 1_099_511_628_211 }
            return UInt8(truncatingIfNeeded: state >> 32)
        }
        guard let digest = Digest(.sha256, hash: bytes) else { preconditionFailure("32 bytes are a SHA-256") }
        return digest
    }

    /// The sample as the last look of a hold, after looks at others.
    func run(after earlier: [SampleRun]) throws -> GateRun {
        var looks: [Look] = []
        var before: GateRun?
        for (index, sample) in (earlier + [self]).enumerated() {
            var run = try sample.run()
            run.finished = Self.started.addingTimeInterval(12.4 + 30 * Double(index))
            looks.append(Look(number: index + 1, of: run, after: before))
            run.looks = looks
            run.hold = .seconds(600)
            before = run
        }
        return try before ?? run()
    }

    func run() throws -> GateRun {
        var results: [Claim: ClaimResult] = [:]
        var manifests: [ClaimResult] = []
        var blobs: [ClaimResult] = []
        var viewed: [ImageResult] = []
        for image in images {
            let reference = try ImageReference(parsing: image.reference)
            var result = ImageResult(
                use: ImageUse(
                    reference: reference, origins: image.origins, expectations: image.expectations), views: [],
                findings: [],
                verdict: .undecided)
            for backend in backends where backend.registry == reference.registry {
                var view = view(of: image, reference, on: backend)
                for claim in claims(of: image, reference, view) {
                    view.claims.append(claim.0)
                    if results[claim.0] == nil {
                        var ended = self.result(claim.0, named: claim.1)
                        ended.spot = spots["\(backend.name) \(claim.1)"]
                        results[claim.0] = ended
                        if claim.0.kind == .manifest { manifests.append(ended) } else { blobs.append(ended) }
                    }
                    if claim.0.kind == .manifest, results[claim.0]?.standing.finding != nil { break }
                }
                result.views.append(view)
            }
            viewed.append(comparingTags(result))
        }
        let work = Dictionary(blobs.map { ($0.claim.digest, $0.claim.size ?? 0) }) { first, _ in first }
        let parts = ShardParts(shard, work: work, depth: depth)
        let claims = parts.marked(
            manifests + blobs.map { result in parts.left(of: [result.claim]).first ?? result })
        let overrides = Overrides(exceptions, at: Self.started)
        let decision = Decision(
            images: overrides.applied(to: viewed), claims: overrides.applied(to: claims), depth: depth,
            rollback: rollback)
        let names = Set(viewed.map(\.use.reference.registry))
        var run = GateRun(
            id: number.map(RunID.init(rawValue:)), command: command, recheckOf: recheckOf.map(RunID.init(rawValue:)),
            started: Self.started, finished: Self.started.addingTimeInterval(12.4), vantage: vantage, version: "0.1.0",
            platforms: [], depth: depth,
            registries: Dictionary(
                uniqueKeysWithValues: names.map { name in
                    let members = backends.filter { $0.registry == name }
                    return (
                        name,
                        RegistryBackends(
                            backends: members, obstacle: members.isEmpty ? obstacle : nil, sharesProofs: sharesProofs)
                    )
                }),
            images: decision.images, claims: decision.claims, findings: decision.findings, notices: notices,
            stopped: stopped, verdict: decision.verdict)
        run.rollback = decision.rollback
        run.investigations = investigations
        run.earlierUses = earlierUses
        run.referrers = images.contains { $0.blobs.contains(where: \.isOfReferrer) }
        run.flappingPolicy = flapping
        run.undecidedPolicy = undecided
        run.spot = spot
        run.shard = shard
        return run
    }

    private func view(of image: Image, _ reference: ImageReference, on backend: Backend) -> ImageView {
        var view = ImageView(
            backend: backend, digest: reference.digest, platforms: [], claims: [], findings: [], tagAttempts: [])
        guard reference.digest == nil else { return view }
        switch tags["\(backend.name) \(image.reference)"] ?? .names(image.manifest) {
        case .names(let content):
            view.digest = Self.digest(content)
            let url = "https://\(reference.registry)/v2/\(reference.repository)/manifests/\(reference.tag ?? .latest)"
            let observation = observation(.good(), of: nil, backend: backend, url: url)
            view.tagAttempts = [
                Attempt(observation: observation, code: nil, seen: "the tag names \(Self.digest(content))")
            ]
        case .fault(let fault):
            let observation = observation(fault, of: nil, backend: backend, url: "")
            let (code, seen) = AccessFaults.classify(observation, kind: .manifest)
            let attempt = Attempt(observation: observation, code: code, seen: seen)
            view.tagAttempts = [attempt]
            view.findings = [
                Finding(
                    code: code, weight: backend.role == .standby && code.family == .absence ? .reported : nil,
                    backend: backend, registry: reference.registry, repository: reference.repository,
                    tag: reference.tag, seen: seen, attempts: [attempt])
            ]
        }
        return view
    }

    /// As the resolver does it.
    private func comparingTags(_ image: ImageResult) -> ImageResult {
        var image = image
        let views = image.views.filter { $0.digest != nil }
        guard let leading = views.first(where: { $0.backend.role != .standby }) ?? views.first else {
            if image.views.isEmpty {
                image.findings.append(
                    Finding(
                        code: .accessResolve, backend: nil, registry: image.use.reference.registry,
                        repository: image.use.reference.repository, tag: image.use.reference.tag,
                        seen: obstacle ?? "no backend is known: nobody names one"))
            }
            return image
        }
        let others = views.filter { $0.digest != leading.digest }
        guard !others.isEmpty else { return image }
        let seen = views.map { "\($0.backend.name) says \($0.digest.map(\.description) ?? "nothing")" }
        image.findings.append(
            Finding(
                code: .contentTagDivergence,
                weight: others.allSatisfy { $0.backend.role == .standby } ? .reported : .refuses, backend: nil,
                registry: image.use.reference.registry, repository: image.use.reference.repository,
                tag: image.use.reference.tag, seen: seen.joined(separator: "; ")))
        return image
    }

    private func claims(of image: Image, _ reference: ImageReference, _ view: ImageView) -> [(Claim, String)] {
        guard let digest = view.digest else { return [] }
        let root = Claim(
            backend: view.backend, repository: reference.repository, digest: digest, size: nil, kind: .manifest,
            mediaType: nil)
        return [(root, image.manifest)]
            + image.blobs.map { blob in
                let type: MediaType = blob.kind == .config ? .ociConfig : .ociLayerGzip
                let claim = Claim(
                    backend: view.backend, repository: reference.repository, digest: Self.digest(blob.name),
                    size: blob.size, kind: blob.kind, mediaType: type,
                    isOfReferrer: blob.isOfReferrer)
                return (claim, blob.name)
            }
    }

    private func result(_ claim: Claim, named name: String) -> ClaimResult {
        let usual = bad?(claim, name) == true ? Answer.tries([.wrong("rot"), .wrong("rot")]) : usual
        let answer = answers["\(claim.backend.name) \(name)"] ?? (claim.kind == .manifest ? .tries([.good()]) : usual)
        switch answer {
        case .tries(let tries):
            let url = "https://\(claim.backend.registry)/v2/\(claim.repository)/blobs/\(claim.digest)"
            var verified: VerifiedBlob?
            let attempts = tries.map { attempt in
                let observation = observation(attempt, of: claim, backend: claim.backend, url: url)
                let judgement = Judge.judge(observation, of: claim, layer: unpacked(claim))
                if case .good(let blob) = judgement { verified = blob }
                return Attempt(observation: observation, code: judgement.code, seen: judgement.seen)
            }
            return ClaimConclusion.result(of: claim, attempts: attempts, verified: verified, flapping: flapping)
        case .reused(let hours, let run, let cache):
            let proof = Proof(
                path: ProofPath(
                    registry: claim.backend.registry, backend: claim.backend.name, repository: claim.repository,
                    digest: claim.digest),
                size: claim.size ?? 0, endpoint: claim.backend.fingerprint, address: claim.backend.address.description,
                cacheStatus: cache, provenAt: Self.started.addingTimeInterval(-hours * 3600),
                run: RunID(rawValue: run), origin: toldBy.map { ProofOrigin(run: RunID(rawValue: run), vantage: $0) })
            return ClaimResult(claim: claim, standing: .reused(proof), attempts: [])
        case .withheld:
            return faulty(
                claim, .accessWithheld,
                "not pulled: never proven before, and the first backend that was asked served bad bytes")
        case .stopped:
            if case .signal(let number) = stopped {
                return faulty(claim, .accessInterrupted, "signal \(number) came before this was proven")
            }
            return faulty(claim, .accessDeadline, "the deadline passed before this was proven")
        case .planned:
            return ClaimResult(claim: claim, standing: .planned, attempts: [])
        case .broken:
            let observation = observation(.good(), of: claim, backend: claim.backend, url: "")
            let fault = LayerFault(
                kind: .compression, reason: "gzip is damaged (incorrect data check)", packedOffset: claim.size ?? 0,
                unpackedOffset: 4_404_019_200)
            let judgement = Judge.judge(observation, of: claim, layer: .failure(fault))
            let attempt = Attempt(observation: observation, code: judgement.code, seen: judgement.seen)
            let standing = ClaimConclusion.standing(of: claim, attempts: [attempt], verified: nil)
            return ClaimResult(claim: claim, standing: standing, attempts: [attempt])
        case .notAsked:
            return ClaimResult(claim: claim, standing: .notAsked, attempts: [])
        case .present:
            let observation = Observation(
                outcome: .head(declaredLength: claim.size), url: "", status: 200, remote: claim.backend.address,
                started: Self.started)
            let judgement = Judge.judgePresence(observation, of: claim)
            guard case .present(let blob) = judgement else { return faulty(claim, .accessOther, judgement.seen) }
            let attempt = Attempt(observation: observation, code: nil, seen: judgement.seen)
            return ClaimResult(claim: claim, standing: .present(blob), attempts: [attempt])
        }
    }

    /// What a layer of a run that unpacks comes to; one of them is of a type that is not unpacked.
    private func unpacked(_ claim: Claim) -> Result<UnpackedLayer, LayerFault>? {
        guard depth == .unpack, claim.kind == .layer, claim.digest != Self.digest("web") else { return nil }
        return .success(UnpackedLayer(diffID: Self.digest("unpacked \(claim.digest)"), size: 1, entries: 1))
    }

    private func faulty(_ claim: Claim, _ code: FindingCode, _ seen: String) -> ClaimResult {
        let finding = ClaimConclusion.finding(code, claim, [], seen: seen)
        return ClaimResult(claim: claim, standing: .faulty(finding), attempts: [])
    }

    private func observation(_ attempt: Try, of claim: Claim?, backend: Backend, url: String) -> Observation {
        let size = claim?.size ?? 1_652
        let right = claim?.digest ?? Self.digest("manifest")
        switch attempt {
        case .good(let cache):
            return body(size, right, cache, backend, url)
        case .wrong(let content, let cache):
            return body(size, Self.digest(content), cache, backend, url)
        case .size(let bytes, let cache):
            return body(bytes, Self.digest("cut"), cache, backend, url)
        case .status(let status, let text, let type, let cache):
            return Observation(
                outcome: .status(status, ErrorBody(Array(text.utf8))), url: url, status: status,
                headers: headers(["content-type": type, "x-cache-status": cache]), remote: backend.address,
                bodyBytes: Int64(text.utf8.count), started: Self.started,
                timing: TransferTiming(total: .milliseconds(31)),
                certificate: Self.digest("certificate").encoded, httpVersion: "1.1")
        case .failure(let kind, let message, let after):
            return Observation(
                outcome: .failed(TransferFailure(kind: kind, message: message)), url: url,
                status: after == nil ? nil : 200,
                headers: headers(["content-length": after == nil ? nil : String(size)]),
                remote: after == nil ? nil : backend.address, bodyBytes: after ?? 0, started: Self.started,
                timing: TransferTiming(total: .seconds(10)))
        case .denied(let fault):
            return Observation(
                outcome: .denied(fault), url: url, status: 401, remote: backend.address, started: Self.started,
                timing: TransferTiming(total: .milliseconds(20)))
        }
    }

    private func body(
        _ bytes: Int64, _ digest: Digest, _ cache: String?, _ backend: Backend, _ url: String
    ) -> Observation {
        let facts = BodyFacts(
            received: bytes, digest: digest, declaredLength: bytes, opening: ServerText([UInt8]()))
        return Observation(
            outcome: .body(facts), url: url, status: 200,
            headers: headers([
                "content-type": "application/octet-stream", "content-length": String(bytes), "x-cache-status": cache,
            ]),
            remote: backend.address, bodyBytes: bytes, started: Self.started,
            timing: TransferTiming(
                connected: .milliseconds(2), firstByte: .milliseconds(4), total: .milliseconds(max(5, bytes / 500_000)))
        )
    }

    private func headers(_ fields: [String: String?]) -> [String: ServerText] {
        fields.compactMapValues { $0.map { ServerText($0) } }
    }
}
