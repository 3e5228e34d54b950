import Foundation
import OCI
import Record
import Report

/// The JSON report of a run, as plain text and numbers.
struct GateReport: Sendable {
    struct Claim: Sendable {
        let backend: String
        let registry: String
        let repository: String
        let digest: String
        let size: Int64?
        let kind: String
        let statusName: String
        let verdict: String
        let code: String?
        let diffID: String?
        let spotCheck: SpotCheck?
        let ofReferrer: Bool?
        let attempts: [Attempt]

        init(_ claim: Run.Claim) {
            backend = claim.backend
            registry = claim.registry.description
            repository = claim.repository.description
            digest = claim.digest.description
            size = claim.status.verified?.size ?? claim.size
            kind = claim.kind.rawValue
            statusName = claim.status.name
            verdict = claim.status.verdict.rawValue
            code = claim.finding?.code.rawValue
            diffID = claim.status.diffID?.description
            spotCheck = claim.spot.map { SpotCheck(outcome: $0.outcome.rawValue) }
            ofReferrer = claim.isOfReferrer ? true : nil
            attempts = claim.attempts.map(Attempt.init)
        }
    }

    struct SpotCheck: Sendable {
        let outcome: String
    }

    struct Attempt: Sendable {
        let url: String
        let address: String?
        let httpVersion: String?
        let status: Int?
        let cacheStatus: String?
        let headers: [String: String]
        let bytes: Int64
        let code: String?
        let seen: String

        init(_ attempt: Record.Attempt) {
            url = attempt.url
            address = attempt.address
            httpVersion = attempt.httpVersion
            status = attempt.status
            cacheStatus = attempt.cacheStatus
            headers = attempt.headers
            bytes = attempt.bytes
            code = attempt.code?.rawValue
            seen = EvidenceWords.long(attempt.evidence)
        }
    }

    struct Image: Sendable {
        let reference: String
        let verdict: String
        let backends: [View]

        init(_ image: Run.Image) {
            reference = image.reference.description
            verdict = image.verdict.rawValue
            backends = image.views.map(View.init)
        }
    }

    struct View: Sendable {
        let backend: String
        let digest: String?
        let verdict: String
        let tagAttempts: [Attempt]

        init(_ view: Run.View) {
            backend = view.backend
            digest = view.digest?.description
            verdict = view.verdict.rawValue
            tagAttempts = view.tagAttempts.map(Attempt.init)
        }
    }

    struct Finding: Sendable {
        struct Place: Sendable {
            let registry: String
            let backend: String?
            let repository: String?
            let digest: String?
            let tag: String?
        }

        let code: String
        let family: String
        let weight: String
        let place: Place

        init(_ finding: Record.Finding) {
            code = finding.code.rawValue
            family = finding.code.family.rawValue
            weight = finding.weight.rawValue
            let found = finding.place
            place = Place(
                registry: found.registry.description, backend: found.backend,
                repository: found.repository?.description, digest: found.digest?.description,
                tag: found.tag?.description)
        }
    }

    struct Diagnosis: Sendable {
        struct Subject: Sendable {
            let repository: String?
            let digest: String?
        }

        struct Occurrence: Sendable {
            let backend: String
            let received: String?
        }

        let code: String
        let family: String
        let subject: Subject
        let occurrences: [Occurrence]
        let location: Record.Diagnosis.Location?
        let remedy: [String]

        init(_ diagnosis: Record.Diagnosis) {
            let fault = diagnosis.fault
            code = fault.code.rawValue
            family = fault.code.family.rawValue
            subject = Subject(
                repository: fault.subject.repository?.description, digest: fault.subject.digest?.description)
            occurrences = fault.occurrences.map {
                Occurrence(backend: $0.backend, received: $0.received?.description)
            }
            location = diagnosis.location
            remedy = diagnosis.steps.filter { $0.purpose != .then }.map { DiagnosisWords.text($0.action) }
        }
    }

    struct Totals: Hashable, Sendable {
        let claims: Int
        let verified: Int
        let reusedBlobs: Int
        let present: Int
        let notAsked: Int
        let unpacked: Int
        let planned: Int
        let refused: Int
        let undecided: Int
        let bytesPulled: Int64
        let bytesReused: Int64
        let bytesPlanned: Int64

        init(_ totals: Record.Totals) {
            claims = totals.claims
            verified = totals.verified
            reusedBlobs = totals.reusedBlobs
            present = totals.present
            notAsked = totals.notAsked
            unpacked = totals.unpacked
            planned = totals.planned
            refused = totals.refused
            undecided = totals.undecided
            bytesPulled = totals.bytesPulled
            bytesReused = totals.bytesReused
            bytesPlanned = totals.bytesPlanned
        }
    }

    struct Stop: Hashable, Sendable {
        let reason: String
        let signal: Int?

        init(reason: String, signal: Int?) {
            self.reason = reason
            self.signal = signal
        }

        init(_ stop: Run.Stop) {
            switch stop {
            case .deadline: self.init(reason: "deadline", signal: nil)
            case .signal(let number): self.init(reason: "signal", signal: Int(number))
            }
        }
    }

    let schemaVersion: Int
    let command: String
    let run: Int64?
    let recheckOf: Int64?
    let depth: String
    let depthCaveat: String?
    let verdict: String
    let exitCode: Int32
    let stopped: Stop?
    let images: [Image]
    let claims: [Claim]
    let findings: [Finding]
    let diagnoses: [Diagnosis]
    let notices: [String]
    let totals: Totals

    init(_ data: Data) throws {
        let record = try RunCoding.decode(Run.self, from: data)
        schemaVersion = try JSONDecoder().decode(Heading.self, from: data).schemaVersion
        command = record.command.rawValue
        run = record.number
        recheckOf = record.recheckOf
        depth = record.policy.depth.rawValue
        depthCaveat = record.policy.depth.caveat
        verdict = record.verdict.rawValue
        exitCode = record.exitCode.rawValue
        stopped = record.stopped.map(Stop.init)
        images = record.images.map(Image.init)
        claims = record.claims.map(Claim.init)
        findings = record.findings.map(Finding.init)
        diagnoses = record.diagnoses.map(Diagnosis.init)
        notices = record.notices.map { NoticeWords.text($0.wrappedValue) }
        totals = Totals(record.totals)
    }

    private struct Heading: Decodable {
        let schemaVersion: Int
    }

    init(file path: String) throws { try self.init(Data(contentsOf: URL(filePath: path))) }

    /// The blob claims, without manifests.
    var blobs: [Claim] { claims.filter { $0.kind != "manifest" } }

    /// The backends on which a claim for this content failed.
    func faulty(_ digest: String) -> Set<String> {
        Set(claims.filter { $0.digest == digest && $0.statusName == "faulty" }.map(\.backend))
    }
}

extension Run.Claim.Status {
    fileprivate var name: String {
        switch self {
        case .verified: "verified"
        case .reused: "reused"
        case .shared: "shared"
        case .present: "present"
        case .notAsked: "not-asked"
        case .planned: "planned"
        case .otherShard: "other-shard"
        case .faulty: "faulty"
        }
    }
}
