import Foundation
import Gate
import OCI
import Record
import Registry
import Report
import Transfer

/// A first `blobgate.yaml` for a registry: what was seen as keys and comments, everything else as comments.
struct ConfigurationDraft {
    let registry: RegistryName
    let version: String
    /// Whether the members were given.
    var hasMembers = false
    /// The CA file, with its absolute path.
    var authorities: String?
    /// The file of credentials, with its absolute path.
    var authfile: String?
    var scheme = Backend.Scheme.https
    /// What its backends answered.
    var report: BackendsReport

    init(registry: RegistryName, version: String) {
        self.registry = registry
        self.version = version
        report = BackendsReport(registry: registry, vantage: "", obstacle: nil, notices: [], at: .now, results: [])
    }

    /// The content of the file.
    var text: String {
        let top = [
            "# Configuration of Blobgate for \(registry), drafted by blobgate \(version) init on \(BackendLines.day(report.at))",
            "# from \(report.vantage.escapedASCII()). All keys: docs/reference.md. Try it: blobgate config check",
            "version: 1",
        ]
        return
            (top + credentials + ["registries:", "  - name: \(Self.quoted(registry.description))"] + transport
            + backends
            + caches + nodes + policy).joined(separator: "\n") + "\n"
    }

    /// What could not be seen from here.
    var questions: [DraftQuestion] {
        var questions: [DraftQuestion] = []
        if !hasMembers { questions.append(.members) }
        questions.append(.cache(header: cacheHeader))
        questions += [.roles, .nodes]
        if report.results.contains(where: { $0.answers && $0.login == nil || $0.login == .notRequired }) {
            questions.append(.login)
        }
        return questions
    }

    /// A key with a text value, in double quotes: JSON strings are YAML.
    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }

    private var credentials: [String] {
        guard let authfile else {
            return [
                "# Credentials are those of docker, podman and skopeo; another file:",
                "# authfile: /etc/blobgate/auth.json",
            ]
        }
        return ["authfile: \(Self.quoted(authfile))"]
    }

    private var transport: [String] {
        var lines: [String] = []
        if scheme != Settings.registry.scheme.defaultValue {
            lines += ["    # Nothing speaks TLS there. Nodes need the same setting.", "    scheme: \(scheme.rawValue)"]
        }
        let folders = Set(report.results.compactMap(\.backend.trust.folder)).sorted()
        lines += folders.map {
            "    # Certificates of this folder are used, as by docker and podman: \($0.escapedASCII(limit: 400))"
        }
        if let authorities {
            lines.append("    ca: \(Self.quoted(authorities))")
        } else if scheme == .https, folders.isEmpty {
            lines += ["    # The system's CAs are trusted; other ones:", "    # ca: /etc/ssl/certs/internal-ca.pem"]
        }
        return lines
    }

    private var backends: [String] {
        var lines: [String] = []
        for result in report.results {
            let words = BackendLines(result: result, at: report.at)
            lines.append("    # \(words.name): \(seen(result, words))")
        }
        lines += report.notices.map { "    # \($0.escapedASCII(limit: 1000))" }
        guard hasMembers else {
            return lines + [
                "    # These addresses are looked up for each run. Behind a load balancer, list its members instead, since each may",
                "    # serve other bytes; standby: true for a passive site, direct: true for the registry behind the caches:",
                "    # backends:", "    #   - {name: a, address: \"10.0.0.4:443\"}",
                "    #   - {name: b, address: \"10.0.0.5:443\", standby: true}",
            ]
        }
        lines.append("    # standby: true for a passive site, direct: true for the registry itself, behind the caches")
        lines.append("    backends:")
        for backend in report.results.map(\.backend) {
            let other = backend.scheme == scheme ? "" : ", scheme: \(backend.scheme.rawValue)"
            lines.append(
                "      - {name: \(Self.quoted(backend.name)), address: \(Self.quoted(backend.address.description))\(other)}"
            )
        }
        return lines
    }

    private func seen(_ result: BackendProbe.Result, _ lines: BackendLines) -> String {
        var parts = ["\(result.backend.scheme.rawValue) at \(result.backend.address)", lines.answer]
        if let certificate = result.tls?.certificate {
            parts.append("certificate issued by \(certificate.issuer.escapedASCII(limit: 200))")
            if let end = certificate.notAfter { parts.append("valid until \(BackendLines.day(end))") }
        }
        if let login = result.login { parts.append("login \(BackendLines.words(login))") }
        return parts.joined(separator: ", ").escapedASCII(limit: 1000)
    }

    private var caches: [String] {
        let found =
            cacheHeader.map { "Replies to /v2/ have \($0): there is a cache." }
            ?? "Replies to /v2/ name no cache; those to blobs may."
        return [
            "    # \(found) With these settings, each slice is judged by its cache status and read from the cache,",
            "    # and a remedy names the files to remove. kind: nginx, varnish, squid, registry, whole or none.",
            "    # cache: {kind: nginx, key: \"$uri$slice_range\", slice: 5m, path: /var/cache/nginx, levels: \"1:2\"}",
        ]
    }

    /// The first header in which a cache names itself, with its value.
    private var cacheHeader: String? {
        for result in report.results {
            for name in ["x-cache-status", "x-cache", "cache-status", "x-varnish", "via"] {
                if let value = result.headers[name] { return "\(name): \(value)".escapedASCII(limit: 200) }
            }
        }
        return nil
    }

    private var nodes: [String] {
        let row = Settings.release.nodes
        return [
            "# \(row.help).", "# \(row.name): \(row.defaultText)",
            "# The nodes' mirror configuration, copied from a node:",
            "# mirrors: {containerd: /etc/containerd/certs.d, containers: /etc/containers/registries.conf}",
        ]
    }

    private var policy: [String] {
        let rows: [any SettingRow] = [
            Settings.policy.maxAge, Settings.policy.deadline, Settings.policy.depth, Settings.policy.undecided,
        ]
        return ["# The defaults:", "# policy:"] + rows.map { "#   \($0.name): \($0.defaultText)  # \($0.help)" }
    }
}

/// What `init` cannot see.
enum DraftQuestion: Hashable, Sendable {
    /// Whether what answers is a load balancer, and its members.
    case members
    /// How backends cache; a header that shows a cache.
    case cache(header: String?)
    /// Which backends are passive, and which is the registry behind the caches.
    case roles
    /// What pulls images on nodes, and through which mirrors.
    case nodes
    /// Whether repositories require a login, although `/v2/` does not.
    case login

    var words: String {
        switch self {
        case .members: "whether a load balancer answers, and its members: registries[].backends"
        case .cache(let header?): "how the backends cache (\(header)): registries[].cache"
        case .cache(nil): "whether and how the backends cache: registries[].cache"
        case .roles: "which backends are passive (standby) and which is the registry behind its caches (direct)"
        case .nodes: "what pulls the images on nodes, and through which mirrors: nodes, mirrors"
        case .login: "whether repositories require a login: blobgate check IMAGE will tell"
        }
    }
}
