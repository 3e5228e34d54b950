import Foundation

/// The JSON report as somebody reads it who knows only `docs/report-schema.md`.
struct GateReport: Decodable, Sendable {
    struct Claim: Decodable, Sendable {
        let backend: String
        let registry: String
        let repository: String
        let digest: String
        let size: Int64?
        let kind: String
        let standing: String
        let verdict: String
        let code: String?
        let diffID: String?
        let spotCheck: SpotCheck?
        let ofReferrer: Bool?
        let attempts: [Attempt]
    }

    struct SpotCheck: Decodable, Sendable {
        let outcome: String
    }

    struct Attempt: Decodable, Sendable {
        let url: String
        let address: String?
        let httpVersion: String?
        let status: Int?
        let cacheStatus: String?
        let headers: [String: String]
        let bytes: Int64
        let code: String?
        let seen: String
    }

    struct Image: Decodable, Sendable {
        let reference: String
        let verdict: String
        let backends: [View]
    }

    struct View: Decodable, Sendable {
        let backend: String
        let digest: String?
        let verdict: String
        let tagAttempts: [Attempt]
    }

    struct Finding: Decodable, Sendable {
        struct Place: Decodable, Sendable {
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
    }

    struct Diagnosis: Decodable, Sendable {
        struct Subject: Decodable, Sendable {
            let repository: String?
            let digest: String?
        }

        struct Sighting: Decodable, Sendable {
            let backend: String
            let received: String?
        }

        let code: String
        let family: String
        let subject: Subject
        let sightings: [Sighting]
        let cause: String?
        let remedy: [String]
    }

    struct Totals: Decodable, Hashable, Sendable {
        let claims: Int
        let verified: Int
        let reused: Int
        let present: Int
        let notAsked: Int
        let unpacked: Int
        let planned: Int
        let refused: Int
        let undecided: Int
        let bytesPulled: Int64
        let bytesReused: Int64
        let bytesPlanned: Int64
    }

    struct Stop: Decodable, Hashable, Sendable {
        let reason: String
        let signal: Int?
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

    /// Reads a report.
    init(_ data: Data) throws { self = try JSONDecoder().decode(GateReport.self, from: data) }

    /// Reads a report file.
    init(file path: String) throws { try self.init(Data(contentsOf: URL(filePath: path))) }

    /// The claims for blobs, without those for manifests.
    var blobs: [Claim] { claims.filter { $0.kind != "manifest" } }

    /// The backends that a claim for these bytes failed on.
    func faulty(_ digest: String) -> Set<String> {
        Set(claims.filter { $0.digest == digest && $0.standing == "faulty" }.map(\.backend))
    }
}
