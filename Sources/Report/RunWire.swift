internal import Foundation
internal import Gate
internal import OCI

/// The root of the JSON report.
struct RunWire: Encodable {
    struct Stop: Encodable {
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
    struct PolicyWire: Encodable {
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

    struct TotalsWire: Encodable {
        let claims: Int
        let verified: Int
        let reused: Int
        let present: Int
        let notAsked: Int
        let unpacked: Int
        let planned: Int
        let refused: Int
        let undecided: Int
        let reported: Int
        let bytesPulled: Int64
        let bytesReused: Int64
        let bytesPlanned: Int64
        let spot: SpotTotalsWire?

        init(_ run: GateRun) {
            let totals = run.totals
            spot = run.spot.map { _ in SpotTotalsWire(totals.spot) }
            claims = totals.all
            verified = totals.verified
            reused = totals.reused
            present = totals.present
            notAsked = totals.notAsked
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
    struct RollbackWire: Encodable {
        let verdict: String
        let images: Int
        let verified: Int
        let equalsNew: Bool
        let letPass: Bool

        init(_ rollback: RollbackStanding) {
            verdict = rollback.verdict.rawValue
            images = rollback.images
            verified = rollback.verified
            equalsNew = rollback.equalsNew
            letPass = rollback.isLetPass
        }
    }

    let schemaVersion = JSONReport.schemaVersion
    let tool = "blobgate"
    let version: String
    let command: String
    let run: Int64?
    let recheckOf: Int64?
    let vantage: String
    let started: String
    let finished: String
    let milliseconds: Int64
    let platforms: [String]
    let depth: String
    let depthCaveat: String?
    let referrers: Bool?
    let policy: PolicyWire
    let verdict: String
    let rollback: RollbackWire?
    let exitCode: Int32
    let stopped: Stop?
    let registries: [RegistryWire]
    let images: [ImageWire]
    let claims: [ClaimWire]
    let findings: [FindingWire]
    let diagnoses: [DiagnosisWire]
    let lookedAt: [InvestigationWire]?
    let overrides: [OverrideWire]
    let looks: [LookWire]
    let notices: [String]
    let totals: TotalsWire

    init(_ index: RunIndex) {
        let run = index.run
        version = Page.ascii(run.version)
        command = run.command
        self.run = run.number
        recheckOf = run.recheckNumber
        vantage = Page.ascii(run.vantage)
        started = Units.rfc3339(run.started)
        finished = Units.rfc3339(run.finished)
        milliseconds = Int64((run.finished.timeIntervalSince(run.started) * 1000).rounded())
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
        diagnoses = run.diagnoses.map(DiagnosisWire.init)
        lookedAt = run.lookedAt.isEmpty ? nil : run.lookedAt.map(InvestigationWire.init)
        overrides = run.overrides.map(OverrideWire.init)
        looks = run.looks.map(LookWire.init)
        notices = RunNotices.all(index).map(Page.ascii)
        totals = TotalsWire(run)
    }
}

/// A registry and its backends.
struct RegistryWire: Encodable {
    struct BackendWire: Encodable {
        let name: String
        let address: String
        let scheme: String
        let role: String
        let source: String
        let certificateChecked: Bool?
        let cache: CacheWire?
    }

    struct CacheWire: Encodable {
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
struct ImageWire: Encodable {
    struct FaultWire: Encodable {
        let code: String
        let weight: String
        let seen: String

        init(_ finding: Finding) {
            code = finding.code.rawValue
            weight = finding.weight.rawValue
            seen = Page.ascii(finding.seen)
        }
    }

    struct ViewWire: Encodable {
        let backend: String
        let digest: String?
        let platforms: [String]
        let verdict: String
        let findings: [FaultWire]
        let tagAttempts: [AttemptWire]
        let referrersAttempts: [AttemptWire]?
    }

    let reference: String
    let written: String
    let registry: String
    let repository: String
    let tag: String?
    let digest: String?
    let origins: [String]
    let verdict: String
    let blobs: Int
    let bytes: Int64
    let sets: [String]
    let findings: [FaultWire]
    let backends: [ViewWire]

    init(_ image: ImageResult, _ index: RunIndex) {
        let name = image.reference
        reference = name.description
        written = Page.ascii(name.original)
        registry = name.registry.description
        repository = name.repository.description
        tag = name.tag?.description
        digest = name.digest?.description
        origins = image.origins.map(Page.ascii)
        sets = image.sets
        verdict = image.verdict.rawValue
        (blobs, bytes) = index.blobs(of: image)
        findings = image.findings.map(FaultWire.init)
        let run = index.run
        backends = image.views.map { view in
            ViewWire(
                backend: Page.ascii(view.backendName), digest: view.digest?.description,
                platforms: view.platforms.map(\.description), verdict: index.verdict(of: view).rawValue,
                findings: view.findings.map(FaultWire.init), tagAttempts: view.tagAttempts.map(AttemptWire.init),
                referrersAttempts: run.referrers ? view.referrersAttempts.map(AttemptWire.init) : nil)
        }
    }
}
