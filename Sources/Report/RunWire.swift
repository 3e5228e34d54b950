internal import Foundation
internal import Gate
internal import OCI

/// The root of the JSON report.
struct RunWire: Codable {
    struct Stop: Codable {
        let reason: String
        let signal: Int32?

        init(_ reason: RunControl.Reason) {
            switch reason {
            case .deadline: (self.reason, signal) = ("deadline", nil)
            case .signal(let number): (self.reason, signal) = ("signal", number)
            }
        }
    }

    /// What faults mean to the deploy.
    struct PolicyWire: Codable {
        let undecided: String
        let rollback: String?
        let flapping: String
        let holdMilliseconds: Int64?
        let spot: String?

        init(_ run: GateRun) {
            undecided = run.undecidedPolicy.rawValue
            rollback = run.rollback?.policy.rawValue
            flapping = run.flappingPolicy.description
            spot = run.spot?.description
            holdMilliseconds = run.hold.map { Int64($0 / .milliseconds(1)) }
        }
    }

    struct TotalsWire: Codable {
        var claims: Int
        var verified: Int
        var reused: Int
        var present: Int
        var notAsked: Int
        /// There where a shard left claims to others.
        var elsewhere: Int?
        var unpacked: Int
        var planned: Int
        var refused: Int
        var undecided: Int
        var reported: Int
        var bytesPulled: Int64
        var bytesReused: Int64
        var bytesPlanned: Int64
        var spot: SpotTotalsWire?

        init(_ run: GateRun) {
            let totals = run.totals
            spot = run.spot.map { _ in SpotTotalsWire(totals.spot) }
            claims = totals.all
            verified = totals.verified
            reused = totals.reused
            present = totals.present
            notAsked = totals.notAsked
            elsewhere = run.shard.map { _ in totals.elsewhere }
            unpacked = totals.unpacked
            planned = totals.planned
            refused = totals.refused
            undecided = totals.undecided
            reported = totals.reported
            bytesPulled = totals.bytesPulled
            bytesReused = totals.bytesReused
            bytesPlanned = totals.bytesPlanned
        }
    }

    /// The images to which the deploy would return.
    struct RollbackWire: Codable {
        let policy: RollbackPolicy
        var verdict: String
        let images: Int
        var verified: Int
        let equalsNew: Bool
        var letPass: Bool

        init(_ rollback: RollbackStanding) {
            policy = rollback.policy
            verdict = rollback.verdict.rawValue
            images = rollback.images
            verified = rollback.verified
            equalsNew = rollback.equalsNew
            letPass = rollback.isLetPass
        }
    }

    static let toolName = "blobgate"

    let schemaVersion: Int
    let tool: String
    let version: String
    var command: String
    var run: Int64?
    var recheckOf: Int64?
    var vantage: String
    var started: String
    var finished: String
    var milliseconds: Int64
    /// Of a shard, which part it proved.
    var shard: Shard?
    /// Of a merge, the shards.
    var shards: [ShardWire]?
    let platforms: [String]
    let depth: String
    let depthCaveat: String?
    let referrers: Bool?
    let policy: PolicyWire
    var verdict: String
    var rollback: RollbackWire?
    var exitCode: Int32
    var stopped: Stop?
    let registries: [RegistryWire]
    var images: [ImageWire]
    var claims: [ClaimWire]
    var findings: [FindingWire]
    var diagnoses: [DiagnosisWire]
    var lookedAt: [InvestigationWire]?
    var overrides: [OverrideWire]
    var looks: [LookWire]
    var notices: [String]
    var totals: TotalsWire

    init(_ index: RunIndex, diagnoses told: [Diagnosis]) {
        let run = index.run
        schemaVersion = JSONReport.schemaVersion
        tool = Self.toolName
        version = Page.ascii(run.version)
        command = run.command
        self.run = run.number
        recheckOf = run.recheckNumber
        vantage = Page.ascii(run.vantage)
        started = Units.rfc3339(run.started)
        finished = Units.rfc3339(run.finished)
        milliseconds = Int64((run.finished.timeIntervalSince(run.started) * 1000).rounded())
        shard = run.shard
        platforms = run.platforms.map(\.description)
        depth = run.depth.rawValue
        depthCaveat = run.depth.caveat
        referrers = run.referrers ? true : nil
        policy = PolicyWire(run)
        verdict = run.verdict.rawValue
        rollback = run.rollback.map(RollbackWire.init)
        exitCode = run.exitCode.rawValue
        stopped = run.stopped.map(Stop.init)
        registries = index.registries.map { RegistryWire(name: $0.name, $0.backends) }
        images = run.images.map { ImageWire($0, index) }
        claims = run.claims.map { ClaimWire($0, at: run.finished) }
        findings = run.findings.map(FindingWire.init)
        diagnoses = told.map(DiagnosisWire.init)
        lookedAt = run.lookedAt.isEmpty ? nil : run.lookedAt.map(InvestigationWire.init)
        overrides = run.overrides.map(OverrideWire.init)
        looks = run.looks.map(LookWire.init)
        notices = RunNotices.all(index).map(Page.ascii)
        totals = TotalsWire(run)
    }
}

/// A registry and its backends.
struct RegistryWire: Codable {
    struct BackendWire: Codable {
        let name: String
        let address: String
        let scheme: String
        let role: String
        let source: String
        let certificateChecked: Bool?
        let cache: CacheWire?
    }

    struct CacheWire: Codable {
        let kind: String
        let key: String?
        let sliceBytes: Int64?
        let path: String?
        let levels: String?
    }

    let name: String
    let obstacle: String?
    let backends: [BackendWire]

    init(name: RegistryName, _ registry: RegistryBackends) {
        self.name = name.description
        obstacle = registry.obstacle.map(Page.ascii)
        backends = registry.facts.map { facts in
            BackendWire(
                name: Page.ascii(facts.name), address: Page.ascii(facts.address), scheme: facts.scheme,
                role: facts.role, source: Page.ascii(facts.source),
                certificateChecked: facts.checksCertificate ? nil : false,
                cache: facts.cache.map { cache in
                    CacheWire(
                        kind: Page.ascii(cache.kind), key: cache.key.map(Page.ascii), sliceBytes: cache.sliceBytes,
                        path: cache.path.map(Page.ascii), levels: cache.levels.map(Page.ascii))
                })
        }
    }
}

/// An image and what each backend says of it.
struct ImageWire: Codable {
    struct FaultWire: Codable {
        let code: String
        let weight: String
        let backend: String?
        let tag: String?
        let digest: String?
        let seen: String
        let override: Int64?

        init(_ finding: Finding) {
            code = finding.code.rawValue
            weight = finding.weight.rawValue
            backend = finding.backendName.map(Page.ascii)
            tag = finding.tag?.description
            digest = finding.digest?.description
            seen = Page.ascii(finding.seen)
            override = finding.override?.id
        }
    }

    struct ExpectedWire: Codable {
        let manifest: String?
        let config: String?
        let reason: String
        let origin: String

        init(_ expected: ExpectedContent) {
            manifest = expected.manifest?.description
            config = expected.config?.description
            reason = expected.reason
            origin = Page.ascii(expected.origin)
        }
    }

    struct ViewWire: Codable {
        let backend: String
        var digest: String?
        var platforms: [String]
        var verdict: String
        /// Its claims, by their places in the list of the run.
        var claims: [Int]
        var findings: [FaultWire]
        let tagAttempts: [AttemptWire]
        let referrersAttempts: [AttemptWire]?
    }

    let reference: String
    let written: String
    let registry: String
    let repository: String
    let tag: String?
    var digest: String?
    let origins: [String]
    let places: [PlaceWire]
    let expected: [ExpectedWire]?
    let sets: [String]
    var verdict: String
    var blobs: Int
    var bytes: Int64
    var findings: [FaultWire]
    var backends: [ViewWire]

    /// Whether the deploy does not start it.
    var isRollbackOnly: Bool { sets == ["rollback"] }

    init(_ image: ImageResult, _ index: RunIndex) {
        let name = image.reference
        reference = name.description
        written = Page.ascii(name.original)
        registry = name.registry.description
        repository = name.repository.description
        tag = name.tag?.description
        digest = name.digest?.description
        origins = image.origins.map(Page.ascii)
        places = image.namings.map(PlaceWire.init)
        sets = image.sets
        expected = image.expectations.isEmpty ? nil : image.expectations.map(ExpectedWire.init)
        verdict = image.verdict.rawValue
        (blobs, bytes) = index.blobs(of: image)
        findings = image.findings.map(FaultWire.init)
        let run = index.run
        backends = image.views.map { view in
            ViewWire(
                backend: Page.ascii(view.backendName), digest: view.digest?.description,
                platforms: view.platforms.map(\.description), verdict: index.verdict(of: view).rawValue,
                claims: index.places(of: view), findings: view.findings.map(FaultWire.init),
                tagAttempts: view.tagAttempts.map(AttemptWire.init),
                referrersAttempts: run.referrers ? view.referrersAttempts.map(AttemptWire.init) : nil)
        }
    }
}
