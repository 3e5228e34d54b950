import Foundation
import OCI
import Record

@testable import Diagnosis

/// A run record built by hand: what each backend answered for each content is given.
struct SampleRun {
    /// What one try observed.
    enum Try {
        /// The right bytes.
        case good(cache: String? = nil)
        /// As many bytes as claimed, of other content, by its name.
        case wrong(String, cache: String? = nil, type: String? = nil)
        /// Another number of bytes.
        case size(Int64, cache: String? = nil, type: String? = nil)
        case status(Int)
        /// A transfer that broke.
        case broken(FindingCode)
        case denied(CredentialFault)
    }

    /// How a claim ended.
    enum Answer {
        case tries([Try])
        case reused(hours: Double, run: Int64, cache: String? = nil)
        /// The backend says that it has the content.
        case present
        case withheld
        case stopped
    }

    /// How the lookup of a tag ended.
    enum TagAnswer {
        case names(String)
        case fault(Try)
    }

    struct Blob {
        let name: String
        let size: Int64
        var kind = Run.Claim.Kind.layer
    }

    struct Image {
        let reference: ImageReference
        var blobs: [Blob]

        var manifest: String { "manifest of \(reference)" }
    }

    static let started = Date(timeIntervalSince1970: 1_774_965_731)
    static let registryName = "docker-registry.discovery.wmnet"
    static let fronts = ["registry1004", "registry1005", "registry2004"]

    var backends: [Run.Backend]
    var images: [Image]
    /// Answers by "backend content".
    var answers: [String: Answer] = [:]
    /// Answers by "backend reference".
    var tags: [String: TagAnswer] = [:]
    var usual = Answer.tries([.good()])
    /// Claims that get wrong bytes whatever else is set.
    var bad: ((Run.Claim, String) -> Bool)?
    var sharesProofs = false
    var investigations: [Investigation] = []
    var earlierUses: [EarlierUses] = []
    var overrides: [Override] = []

    init() throws {
        let registry = try Self.registry
        backends = Self.fronts.enumerated().map { index, name in
            Self.backend(name, address: "10.64.0.\(index + 4):443", registry)
        }
        images = [
            Image(
                reference: try Self.reference("multiversion"),
                blobs: [
                    Blob(name: "config-a", size: 7_344, kind: .config), Blob(name: "base", size: 48_221_190),
                    Blob(name: "big", size: DamageScene.size),
                ]),
            Image(
                reference: try Self.reference("webserver"),
                blobs: [Blob(name: "config-b", size: 2_101, kind: .config), Blob(name: "web", size: 11_979_884)]),
        ]
    }

    static var registry: RegistryName {
        get throws { try reference("multiversion").registry }
    }

    static func reference(_ last: String) throws -> ImageReference {
        try ImageReference(parsing: "\(registryName)/restricted/mediawiki-\(last):2025-03-31-publish")
    }

    static func backend(
        _ name: String, address: String, _ registry: RegistryName, role: BackendRole = .serving,
        cache: CachePolicy? = nil
    ) -> Run.Backend {
        Run.Backend(
            name: name, address: address, scheme: role == .direct ? .http : .https, role: role,
            source: .configuration(file: "blobgate.yaml"), cache: cache, authority: registry)
    }

    mutating func addDirect() throws {
        backends.append(
            Self.backend("registry-direct", address: "127.0.0.1:5000", try Self.registry, role: .direct))
    }

    mutating func describeCaches(_ cache: CachePolicy) {
        for index in backends.indices where !backends[index].isDirect { backends[index].cache = cache }
    }

    mutating func answer(_ content: String, on backends: String..., with answer: Answer) {
        for backend in backends { answers["\(backend) \(content)"] = answer }
    }

    mutating func answer(_ content: String, on backends: String..., with tries: Try...) {
        for backend in backends { answers["\(backend) \(content)"] = .tries(tries) }
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

    var diagnoses: [Diagnosis] {
        get throws { Diagnosing.explain(Run(try facts)) }
    }

    var facts: RunFacts {
        get throws {
            let registry = try Self.registry
            var facts = RunFacts(
                version: "1.0", command: .check, vantage: "deploy1003", started: Self.started,
                finished: Self.started.addingTimeInterval(12.4))
            facts.number = 12
            facts.registries = [Run.Registry(name: registry, backends: backends, sharesProofs: sharesProofs)]
            facts.investigations = investigations
            facts.earlierUses = earlierUses
            var places: [Run.Claim: Int] = [:]
            for image in images {
                var viewed = Run.Image(reference: image.reference, origins: [.line(file: "images.txt", number: 1)])
                for backend in backends {
                    var view = view(of: image, on: backend)
                    for (claim, name) in claims(of: image, view) {
                        if places[claim] == nil {
                            places[claim] = facts.claims.count
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
            return facts
        }
    }

    // MARK: Names

    private func view(of image: Image, on backend: Run.Backend) -> Run.View {
        let name = image.reference
        switch tags["\(backend.name) \(name)"] ?? .names(image.manifest) {
        case .names(let content):
            var attempt = Attempt(
                url: "", started: Self.started, code: nil, .tagNames(digest: Self.digest(content)))
            attempt.address = backend.address
            return Run.View(backend: backend.name, digest: Self.digest(content), tagAttempts: [attempt])
        case .fault(let one):
            let attempt = attempt(one, nil, on: backend.address)
            var view = Run.View(backend: backend.name, digest: nil, tagAttempts: [attempt])
            let place = FaultPlace(
                name.registry, backend: backend.name, repository: name.repository, tag: name.tag)
            view.findings = [Finding(attempt.code ?? .accessOther, at: place, attempt.evidence)]
            return view
        }
    }

    private func nameFindings(of image: Run.Image) -> [Finding] {
        let name = image.reference
        let place = FaultPlace(name.registry, repository: name.repository, tag: name.tag)
        guard !backends.isEmpty else {
            return [Finding(.accessResolve, at: place, .noBackend(obstacle: "NXDOMAIN"))]
        }
        guard Set(image.views.compactMap(\.digest)).count > 1 else { return [] }
        return [Finding(.contentTagDivergence, at: place, .tagsDiffer(answers: []))]
    }

    // MARK: Claims

    private func claims(of image: Image, _ view: Run.View) -> [(Run.Claim, String)] {
        guard let digest = view.digest else { return [] }
        func claim(_ digest: Digest, _ size: Int64?, _ kind: Run.Claim.Kind) -> Run.Claim {
            Run.Claim(
                backend: view.backend, registry: image.reference.registry, repository: image.reference.repository,
                digest: digest, size: size, kind: kind, status: .planned)
        }
        return [(claim(digest, nil, .manifest), image.manifest)]
            + image.blobs.map { (claim(Self.digest($0.name), $0.size, $0.kind), $0.name) }
    }

    private func ended(_ claim: Run.Claim, _ name: String) -> Run.Claim {
        var claim = claim
        let place = FaultPlace(
            claim.registry, backend: claim.backend, repository: claim.repository, digest: claim.digest)
        let usual = claim.kind == .manifest ? .tries([.good()]) : usual
        let wrong = bad?(claim, name) == true ? Answer.tries([.wrong("rot"), .wrong("rot")]) : nil
        switch wrong ?? answers["\(claim.backend) \(name)"] ?? usual {
        case .tries(let tries):
            let address = backends.first { $0.name == claim.backend }?.address
            claim.attempts = tries.map { attempt($0, claim, on: address) }
            claim.status = status(of: claim, at: place)
        case .reused(let hours, let run, let cache):
            claim.status = .reused(
                Run.Claim.Reuse(
                    provenAt: Self.started.addingTimeInterval(-hours * 3600), run: run, vantage: nil,
                    size: claim.size ?? 0, address: nil, cacheStatus: cache, spotCheckedAt: nil))
        case .present: claim.status = .present
        case .withheld: claim.status = .faulty(Finding(.accessWithheld, at: place, .withheld))
        case .stopped:
            claim.status = .faulty(Finding(.accessDeadline, at: place, .stopped(by: .deadline, before: .proof)))
        }
        return claim
    }

    /// As the gate concludes it.
    private func status(of claim: Run.Claim, at place: FaultPlace) -> Run.Claim.Status {
        let faults = claim.attempts.filter { $0.code != nil }
        let grave = faults.filter { $0.code?.family == .content }.last ?? faults.last
        guard let last = claim.attempts.last, let fault = grave, let code = fault.code else {
            return .verified(
                Run.Claim.Verified(
                    size: claim.size ?? 0, cacheStatus: claim.attempts.last?.cacheStatus,
                    isFromBehindCache: CacheReply(claim.attempts.last?.cacheStatus) == .miss))
        }
        let isStandby = backends.first { $0.name == claim.backend }?.role == .standby
        let finding = Finding(
            last.code == nil ? .contentFlapping : code,
            weight: isStandby && code.family == .absence ? .reported : nil, at: place, fault.evidence)
        guard let override = overrides.first(where: { $0.covers(place) }) else { return .faulty(finding) }
        return .faulty(finding.waived(by: override))
    }

    private func attempt(_ one: Try, _ claim: Run.Claim?, on address: String?) -> Attempt {
        func attempt(_ code: FindingCode?, _ evidence: Evidence, _ headers: [String: String?] = [:]) -> Attempt {
            var attempt = Attempt(url: "", started: Self.started, code: code, evidence)
            attempt.address = address
            attempt.headers = headers.compactMapValues(\.self)
            return attempt
        }
        func received(_ bytes: Int64, _ digest: Digest, _ attempt: Attempt) -> Attempt {
            var attempt = attempt
            attempt.received = digest
            attempt.receivedBytes = bytes
            attempt.status = 200
            return attempt
        }
        let size = claim?.size ?? 1_652
        switch one {
        case .good(let cache):
            let digest = claim?.digest ?? Self.digest("manifest")
            return received(
                size, digest, attempt(nil, .verified(bytes: size, digest: digest), ["x-cache-status": cache]))
        case .wrong(let content, let cache, let type):
            let digest = Self.digest(content)
            let evidence = Evidence.wrongHash(bytes: size, digest: digest, opening: nil, damage: nil, cache: cache)
            return received(
                size, digest,
                attempt(.contentDigest, evidence, ["x-cache-status": cache, "content-type": type]))
        case .size(let bytes, let cache, let type):
            let evidence = Evidence.wrongSize(
                received: ReceivedBytes(bytes), size: size, opening: nil, cache: cache)
            return received(
                bytes, Self.digest("cut"),
                attempt(.contentSize, evidence, ["x-cache-status": cache, "content-type": type]))
        case .status(let status):
            let code: FindingCode =
                switch status {
                case 404: claim.map { $0.kind != .manifest } == true ? .absenceBlob : .absenceManifest
                case 429: .accessRateLimited
                case 500...: .accessServerError
                default: .accessStatus
                }
            var refused = attempt(
                code, .status(status: status, body: ErrorBody(opening: ServerText("")), cache: nil))
            refused.status = status
            return refused
        case .broken(let code):
            return attempt(
                code, .failed(failure: BrokenTransfer(message: ServerText("it broke"), curlCode: 56)))
        case .denied(let fault): return attempt(.accessCredentials, .denied(fault: fault))
        }
    }
}
