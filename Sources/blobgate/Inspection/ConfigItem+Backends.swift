import Diagnosis
import Foundation
import OCI
import Record
import Registry
import Report
import Transfer

extension ConfigItem {
    /// A certificate that ends sooner is worth a note.
    private static let certificateDays = 21.0
    /// A clock that is further off makes ages and certificates look wrong, in seconds.
    private static let tolerableSkew = 60.0

    /// What a registry and each of its backends answered.
    static func items(of report: BackendsReport) -> [ConfigItem] {
        let subject = Subject.registry(report.registry)
        var items: [ConfigItem] = []
        if report.results.isEmpty {
            let obstacle = report.obstacle?.escapedASCII(limit: 1000) ?? "no backends found"
            items.append(
                .fault(
                    subject, obstacle,
                    do: "check the name, or list its backends under registries[].backends",
                    report.obstacleIsLasting ? .unavailable : .undecided))
        } else {
            let count = report.results.count
            items.append(.ok(subject, count == 1 ? "1 backend" : "\(count) backends"))
            if let obstacle = report.obstacle { items.append(.note(subject, obstacle.escapedASCII(limit: 1000))) }
        }
        items += report.notices.map { .note(subject, $0.escapedASCII(limit: 1000)) }
        for result in report.results { items += Self.items(of: result, in: report) }
        return items
    }

    private static func items(of result: BackendProbe.Result, in report: BackendsReport) -> [ConfigItem] {
        let backend = result.backend
        let subject = Subject.backend(backend.name, of: report.registry)
        let lines = BackendLines(result: result, at: report.at)
        let place = "\(backend.scheme.rawValue) at \(backend.address), \(lines.answer)".escapedASCII(limit: 600)
        guard result.answers else {
            let action = advice(for: result.failure, of: backend, report.registry)
            guard backend.role != .standby else {
                return [.note(subject, "\(place); a standby may be down", do: action)]
            }
            let stays = result.failure?.tls.map { $0 != .closed } ?? false
            return [.fault(subject, place, do: action, stays ? .unavailable : .undecided)]
        }
        var items: [ConfigItem] = [.ok(subject, place)]
        if backend.scheme == .https, !backend.trust.verifiesPeer {
            items.append(.note(subject, "its certificate is not checked, as in the nodes' files"))
        }
        if let end = result.tls?.certificate?.notAfter {
            let days = end.timeIntervalSince(report.at) / 86_400
            if days < certificateDays {
                items.append(
                    .note(
                        subject, "its certificate ends on \(BackendLines.day(end))",
                        do: "renew it before that: nodes will refuse it"))
            }
        }
        if let skew = result.clockSkew, skew.magnitude > tolerableSkew {
            let words =
                "its clock is \(Int(skew.magnitude.rounded())) s \(skew > 0 ? "ahead of" : "behind") this machine's"
            items.append(.note(subject, words, do: "set both clocks with NTP"))
        }
        if let login = result.login { items.append(item(of: login, to: backend, report.registry)) }
        return items
    }

    private static func item(of login: LoginAnswer, to backend: Backend, _ registry: RegistryName) -> ConfigItem {
        let subject = Subject.login(backend.name, of: registry)
        let words = BackendLines.words(login).escapedASCII(limit: 1000)
        let (action, code): (String, ExitCode)
        switch login {
        case .notRequired, .accepted: return .ok(subject, words)
        case .denied(let fault) where fault.isAboutCredentials:
            let name = ShellText.quoted(registry.description)
            (action, code) = ("docker login \(name), or give the file of credentials with --authfile", .credentials)
        case .denied, .unanswered:
            (action, code) = (
                "try again; blobgate backends \(ShellText.quoted(registry.description)) shows more", .undecided
            )
        }
        return backend.role == .standby ? .note(subject, words, do: action) : .fault(subject, words, do: action, code)
    }

    /// What a person can do about a backend that does not answer.
    private static func advice(
        for failure: TransferFailure?, of backend: Backend, _ registry: RegistryName
    ) -> String {
        let more = "blobgate backends \(ShellText.quoted(registry.description)) shows more"
        guard let failure else { return "check that a registry listens there; \(more)" }
        if let tls = failure.tls { return advice(for: tls) ?? more }
        return switch failure.kind {
        case .resolve: "check the name of its address; \(more)"
        case .connect, .connectTimeout:
            "check the address, that it runs, and that the network lets this machine in; a passive site is standby: true"
        case .localLimit: "raise the limits of this machine"
        default: more
        }
    }

    private static func advice(for problem: TransferFailure.TLSProblem) -> String? {
        switch problem {
        case .unknownAuthority: "set registries[].ca to a PEM file with the CA that issued the certificate"
        case .outOfDate: "renew the certificate, or set the clock of this machine"
        case .otherName: "use a name from the certificate in image references, or add this one to the certificate"
        case .notTLS: "set scheme: http, if nodes also use plain HTTP"
        case .ownFiles: "check registries[].ca and registries[].client"
        case .certificate: "replace the certificate: nodes refuse it too"
        default: nil
        }
    }
}
