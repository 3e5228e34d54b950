import Foundation
import Gate
import OCI
import Record
import Registry
import Report
import Transfer

/// The output of `blobgate backends`, as text and as JSON.
struct BackendsReport {
    let registry: RegistryName
    let vantage: String
    let obstacle: String?
    /// Whether the obstacle stays.
    var obstacleIsLasting = false
    let notices: [String]
    let at: Date
    let results: [BackendProbe.Result]

    /// False for a registry without backends. A standby may be down, as in a check.
    var allAnswer: Bool {
        results.contains(where: \.answers) && results.allSatisfy { $0.answers || $0.backend.role == .standby }
    }

    /// Whether asking again shows the same: the name does not exist, or the TLS of a backend that must serve is wrong.
    var isLasting: Bool {
        results.isEmpty && obstacleIsLasting
            || results.contains { result in
                guard !result.answers, result.backend.role != .standby, let tls = result.failure?.tls else {
                    return false
                }
                return tls != .closed
            }
    }

    /// Whether a backend that must serve refuses credentials, or has none to accept.
    var isDenied: Bool {
        results.contains { result in
            guard case .denied(let fault) = result.login else { return false }
            return fault.isAboutCredentials && result.backend.role != .standby
        }
    }

    var text: String { text(on: TerminalPage(width: Wrapping.unlimited)) }

    func text(on page: TerminalPage) -> String {
        let count = results.count == 1 ? "1 backend" : "\(results.count) backends"
        let answering = results.filter(\.answers).count
        var text = page.line("\(registry): \(count), \(answering) answering, seen from \(vantage.escapedASCII())")
        for result in results {
            let backend = BackendLines(result: result, at: at)
            text += "\n\(backend.name)  \(result.answers ? "answers" : "DOES NOT ANSWER")\n"
            for (name, words) in backend.entries {
                text += page.line(words, label: "  \(name.padding(toLength: 8, withPad: " ", startingAt: 0))")
            }
        }
        if results.isEmpty {
            text += page.line(
                "no backends found: check the name, or list its backends in blobgate.yaml or with --backend")
        }
        if let obstacle { text += page.line(obstacle.escapedASCII(limit: 1000), label: "note: ") }
        return text + notices.map { page.line($0.escapedASCII(limit: 1000), label: "note: ") }.joined()
    }

    /// What a check of an image of this registry would exit with, as far as `/v2/` tells.
    var exitCode: ExitCode {
        if isDenied { return .credentials }
        if allAnswer { return .verified }
        return isLasting ? .unavailable : .undecided
    }
}

/// The text lines for one backend.
struct BackendLines {
    let result: BackendProbe.Result
    let at: Date

    private var backend: Backend { result.backend }
    var name: String { backend.name.escapedASCII() }

    var entries: [(String, String)] {
        var entries = [("source", backend.source.description.escapedASCII(limit: 1000) + ", \(backend.role.rawValue)")]
        var place = result.url
        let address = backend.address.description
        if let proxy = backend.proxy {
            place += " via proxy \(proxy)"
        } else if let remote = result.remote, remote.description != address {
            place += " at \(address), answered from \(remote)"
        } else {
            place += " at \(address)"
        }
        entries.append(("url", place.escapedASCII(limit: 600)))
        if let asking { entries.append(("nodes", asking)) }
        entries += tls
        entries.append(("answer", answer))
        if let login = result.login { entries.append(("login", Self.words(login).escapedASCII(limit: 1000))) }
        if result.status != nil { entries.append(("time", time)) }
        return entries
    }

    private var asking: String? {
        guard let route = backend.route else { return nil }
        var parts: [String] = []
        switch route.asking {
        case .all: break
        case .afterResolving: parts.append("never resolve tags on it")
        case .digestReferences: parts.append("use it only for references by digest")
        case .tagReferences: parts.append("use it only for references by tag")
        }
        if !route.scope.isWhole { parts.append("for repositories \(route.scope.words)") }
        return parts.isEmpty ? nil : parts.joined(separator: "; ").escapedASCII(limit: 600)
    }

    private var tls: [(String, String)] {
        guard backend.scheme == .https else { return [("TLS", "none: plain HTTP")] }
        var entries: [(String, String)] = []
        if let folder = backend.trust.folder { entries.append(("files", folder.escapedASCII(limit: 400))) }
        let version = result.tls?.version.map { [$0.escapedASCII()] } ?? []
        let checked = backend.trust.verifiesPeer ? [] : ["CERTIFICATE NOT CHECKED"]
        if !(version + checked).isEmpty { entries.append(("TLS", (version + checked).joined(separator: ", "))) }
        guard let certificate = result.tls?.certificate else { return entries }
        let title = result.failure?.kind == .tls ? "refused" : "cert"
        let subject = certificate.subject.escapedASCII(limit: 300)
        entries.append((title, "\(subject), issued by \(certificate.issuer.escapedASCII(limit: 300))"))
        if let notAfter = certificate.notAfter {
            let days = Int((notAfter.timeIntervalSince(at) / 86_400).rounded(.down))
            let left = days < 0 ? "EXPIRED" : days == 1 ? "1 day left" : "\(days) days left"
            entries.append(("", "until \(Self.day(notAfter)), \(left)"))
        }
        if let fingerprint = certificate.fingerprint { entries.append(("", "SHA-256 \(fingerprint.hexadecimal)")) }
        return entries
    }

    /// What it answered, in a few words.
    var answer: String {
        if let failure = result.failure {
            guard failure.kind != .cancelled else { return "none before the timeout" }
            return "none (\(failure.kind.rawValue)): \(ServerText(failure.message))"
        }
        guard let status = result.status else { return "none" }
        var parts = ["\(status)"]
        if !result.schemes.isEmpty { parts.append("WWW-Authenticate: \(result.schemes.joined(separator: ", "))") }
        if !result.answers { parts.append("not a registry's response") }
        if let server = result.headers["server"] { parts.append("server \(server)") }
        return parts.joined(separator: ", ")
    }

    /// One line about a login.
    static func words(_ login: LoginAnswer) -> String {
        switch login {
        case .notRequired: "not required at /v2/"
        case .accepted(nil): "accepted, with an anonymous token"
        case .accepted(let source?): "accepted, with the credentials from \(source)"
        case .denied(let fault): "DENIED: \(EvidenceWords.long(.denied(fault: fault)))"
        case .unanswered(nil): "no answer"
        case .unanswered(let status?): "status \(status)"
        }
    }

    private var time: String {
        var parts = ["connected after \(Self.milliseconds(result.timing.connected))"]
        parts.append("first byte after \(Self.milliseconds(result.timing.firstByte))")
        if let skew = result.clockSkew {
            // The Date header has a resolution of one second.
            let seconds = Int(skew.magnitude.rounded())
            parts.append(
                seconds < 2 ? "clock in sync" : "clock \(seconds) s \(skew > 0 ? "ahead of" : "behind") this machine's")
        }
        return parts.joined(separator: ", ")
    }

    private static func milliseconds(_ duration: Duration) -> String { "\(Int(duration / .milliseconds(1))) ms" }

    static func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }
}

extension RepositoryScope {
    /// As text: `under a/b, rewritten to c/d, except under a/b/c`.
    fileprivate var words: String {
        var words = prefix.isEmpty ? "of any name" : "under \(prefix)"
        if replacement != prefix {
            words += ", \(replacement.isEmpty ? "prefix removed" : "rewritten to \(replacement)")"
        }
        if !except.isEmpty { words += ", except under \(except.joined(separator: ", "))" }
        return words
    }
}
