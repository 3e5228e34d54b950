import Foundation
import OCI
import Record
import Registry
import Report
import Transfer

/// The JSON of `blobgate backends`. Keys are only ever added within a schema version.
struct BackendsWire: Encodable {
    struct BackendWire: Encodable {
        let name: String
        let source: String
        let role: String
        let url: String
        let address: String
        let remote: String?
        let asking: String
        let answers: Bool
        let status: Int?
        let schemes: [String]
        let headers: [String: String]
        let failure: FailureWire?
        let certificateChecked: Bool?
        let certificateFolder: String?
        let tls: TLSWire?
        let connectedMilliseconds: Int?
        let firstByteMilliseconds: Int?
        let clockSkewSeconds: Double?
        let login: LoginWire?
    }

    struct LoginWire: Encodable {
        /// `not-required`, `accepted`, `denied` or `unanswered`.
        let answer: String
        /// The file or variable of the credentials.
        let source: String?
        let text: String
    }

    struct FailureWire: Encodable {
        let kind: String
        let message: String
    }

    struct TLSWire: Encodable {
        let version: String?
        let subject: String?
        let issuer: String?
        let names: [String]?
        let notBefore: String?
        let notAfter: String?
        let sha256: String?
    }

    let schemaVersion = 1
    let registry: String
    let vantage: String
    let obstacle: String?
    let allAnswer: Bool
    let notices: [String]
    let backends: [BackendWire]

    init(_ report: BackendsReport) {
        registry = report.registry.description
        vantage = report.vantage.escapedASCII()
        obstacle = report.obstacle?.escapedASCII(limit: 1000)
        allAnswer = report.allAnswer
        notices = report.notices.map { $0.escapedASCII(limit: 1000) }
        backends = report.results.map(BackendWire.init)
    }
}

extension BackendsWire.BackendWire {
    init(_ result: BackendProbe.Result) {
        let backend = result.backend
        let replied = result.status != nil
        self.init(
            name: backend.name.escapedASCII(), source: backend.source.description.escapedASCII(limit: 1000),
            role: backend.role.rawValue, url: result.url.escapedASCII(limit: 600), address: backend.address.description,
            remote: result.remote?.description, asking: (backend.route?.asking ?? .all).rawValue,
            answers: result.answers, status: result.status, schemes: result.schemes,
            headers: result.headers.mapValues(\.description),
            failure: result.failure.map {
                .init(kind: $0.kind.rawValue, message: ServerText($0.message).description)
            },
            certificateChecked: backend.scheme == .https ? backend.trust.verifiesPeer : nil,
            certificateFolder: backend.trust.folder?.escapedASCII(limit: 400),
            tls: result.tls.map(BackendsWire.TLSWire.init),
            connectedMilliseconds: replied ? Int(result.timing.connected / .milliseconds(1)) : nil,
            firstByteMilliseconds: replied ? Int(result.timing.firstByte / .milliseconds(1)) : nil,
            clockSkewSeconds: result.clockSkew.map { ($0 * 10).rounded() / 10 },
            login: result.login.map(BackendsWire.LoginWire.init))
    }
}

extension BackendsWire.LoginWire {
    init(_ login: LoginAnswer) {
        let (answer, source): (String, String?) =
            switch login {
            case .notRequired: ("not-required", nil)
            case .accepted(let source): ("accepted", source)
            case .denied(.refused(_, _, _, let source, _)): ("denied", source)
            case .denied: ("denied", nil)
            case .unanswered: ("unanswered", nil)
            }
        self.init(
            answer: answer, source: source?.escapedASCII(limit: 400),
            text: BackendLines.words(login).escapedASCII(limit: 1000))
    }
}

extension BackendsWire.TLSWire {
    init(_ facts: TLSFacts) {
        let certificate = facts.certificate
        self.init(
            version: facts.version?.escapedASCII(), subject: certificate?.subject.escapedASCII(limit: 300),
            issuer: certificate?.issuer.escapedASCII(limit: 300),
            names: certificate.map { $0.names.prefix(100).map { $0.escapedASCII() } },
            notBefore: certificate?.notBefore.map { $0.formatted(.iso8601) },
            notAfter: certificate?.notAfter.map { $0.formatted(.iso8601) },
            sha256: certificate?.fingerprint?.hexadecimal)
    }
}
