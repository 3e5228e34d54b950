import Gate
import OCI
import Record
import Registry

/// Settings of one registry: an entry of `registries`.
struct RegistrySettings: SettingGroup {
    let list = KeySection("registries", shape: "list", otherwise: "none", help: "Settings for each registry")
    let name = Setting(
        key: "registries[].name", .text.shaped("host[:port] or \"*\""), otherwise: "required",
        help: "The host in image references; \"*\" applies to every registry without its own entry")
    let backends = KeySection(
        "registries[].backends", shape: "list", otherwise: "every DNS address",
        help: "Every endpoint that may serve the registry")
    let backend = BackendSettings()
    let mirrors = MirrorSettings.ofRegistry
    let service = Setting(
        key: "registries[].srv", .service, otherwise: "A and AAAA",
        help: "The SRV record whose targets serve the registry, if no backends are configured elsewhere")
    let addresses = Setting(
        key: "registries[].addresses", .words(["all": true, "one": false]), default: false, written: "one",
        help:
            "Which addresses of a name with several public ones are backends, if no backends are configured: one of them, "
            + "since they are one service, or all",
        more: "Private addresses, except those of localhost, are always separate backends")
    let scheme = Setting(
        key: "registries[].scheme", .scheme, default: Backend.Scheme.https,
        help: "Scheme of requests to the registry; never falls back")
    let certificateAuthorities = Setting(
        key: "registries[].ca", .path, otherwise: "the system's CAs",
        help: "PEM file with the CA certificates to trust")
    let client = ClientSettings()
    let cache = CacheSettings.ofRegistry
    let sharesProofs = Setting(
        key: "registries[].proof", .words(["by-path": false, "by-digest": true]), default: false, written: "by-path",
        help:
            "Whether bytes proven in one repository count for the others, whatever is in between. Without it they count only if "
            + "the other path leads to the same object of a storage, or if there is no cache")
    let storage = Setting(
        key: "registries[].storage", .storageKind, otherwise: "unknown",
        help: "Where the registry stores its blobs; with it, a remedy gives the command that replaces an object")
    let transfers = Setting(
        key: "registries[].transfers", .number(1...64), default: RegistryBackends(backends: []).transfers,
        help: "Concurrent transfers per backend")
}

/// An entry of `backends`.
struct BackendSettings: SettingGroup {
    let name = Setting(
        key: "registries[].backends[].name", .backendName, otherwise: "the address",
        help: "Name of the backend in reports and in the ledger")
    let address = Setting(
        key: "registries[].backends[].address", .address, otherwise: "required",
        help: "Address to connect to; the default port is the registry's")
    let standby = Setting(
        key: "registries[].backends[].standby", .words(["true": true, "false": false, "must-have": false]),
        default: false,
        help:
            "Passive side of a replication: missing content and being unreachable are reported, and block only with "
            + "must-have; wrong content always refuses")
    let direct = Setting(
        key: "registries[].backends[].direct", .toggle, default: false,
        help:
            "The registry itself, behind its caches; separates cache faults from storage faults. At most one for each prefix"
    )
    let prefix = Setting(
        key: "registries[].backends[].prefix", .repositoryPrefix, otherwise: "all repositories",
        help: "The backend serves only the repositories below this path",
        more: "Of several direct backends, the one with the longest prefix of a repository serves it")
    let scheme = Setting(
        key: "registries[].backends[].scheme", .scheme, otherwise: "the registry's",
        help: "Scheme of requests to this backend")
    let cache = CacheSettings.ofBackend
}

/// The client certificate.
struct ClientSettings: SettingGroup {
    let section = KeySection(
        "registries[].client", otherwise: "none",
        help: "Client certificate for the backends; never sent to redirect targets or token servers")
    let certificate = Setting(
        key: "registries[].client.cert", .path, otherwise: "required", help: "PEM file with the certificate")
    let key = Setting(
        key: "registries[].client.key", .path, otherwise: "the certificate file",
        help: "PEM file with the private key, unencrypted")
}

/// How backends cache.
struct CacheSettings: SettingGroup {
    let section: KeySection
    let kind: Setting<String, String?>
    let key: Setting<String, String?>
    let slice: Setting<Int64, Int64?>
    let path: Setting<String, String?>
    let levels: Setting<String, String?>

    static let ofRegistry = CacheSettings(
        "registries[].cache", otherwise: "unknown",
        help: "How the backends cache; changing it makes older proofs stale",
        kind: (
            "required",
            "`nginx`: with or without slices. `varnish`, `squid`. `registry`: a pull-through cache. `whole`: any other cache of "
                + "whole blobs. `none`: no cache"
        ), key: ("unknown", "The cache key, as in nginx's proxy_cache_key"),
        slice: ("no slices", "The slice size"), path: ("unknown", "The cache directory on the backend's host"),
        levels: ("unknown", "The directory levels of the cache"))

    /// Keys left out default to those of the registry.
    static let ofBackend = {
        func same(_ row: some SettingRow) -> (String, String) {
            ("the registry's", "As \(row.key ?? ""), for this backend")
        }
        return CacheSettings(
            "registries[].backends[].cache", otherwise: "the registry's",
            help: "How this backend caches, if it differs from the others",
            kind: ("the registry's, else required", same(ofRegistry.kind).1), key: same(ofRegistry.key),
            slice: same(ofRegistry.slice), path: same(ofRegistry.path), levels: same(ofRegistry.levels))
    }()

    private init(
        _ path: String, otherwise defaultText: String, help: String, kind: (String, String), key: (String, String),
        slice: (String, String), path ofPath: (String, String), levels: (String, String)
    ) {
        section = KeySection(path, otherwise: defaultText, help: help)
        self.kind = Setting(key: "\(path).kind", .cacheKind, otherwise: kind.0, help: kind.1)
        self.key = Setting(key: "\(path).key", .text, otherwise: key.0, help: key.1)
        self.slice = Setting(key: "\(path).slice", .size.like("5m"), otherwise: slice.0, help: slice.1)
        self.path = Setting(key: "\(path).path", .text.shaped("path"), otherwise: ofPath.0, help: ofPath.1)
        self.levels = Setting(
            key: "\(path).levels", .cacheLevels.like("\"1:2\""), otherwise: levels.0, help: levels.1)
    }
}

/// Where the nodes' mirror configuration files are.
struct MirrorSettings: SettingGroup {
    let section: KeySection
    let containerd: Setting<String, String?>
    let containers: Setting<String, String?>

    init() {
        section = KeySection(
            "mirrors", otherwise: "none",
            help:
                "The nodes' mirror configuration, to prove the mirrors they pull from; never read by default, since this "
                + "machine's files may differ from the nodes'")
        containerd = Setting(
            key: "mirrors.containerd", .path.like("/etc/containerd/certs.d"), otherwise: "not read",
            help:
                "containerd's certs.d folder with HOST/hosts.toml files, or its config.toml, or the registries.yaml of k3s and RKE2"
        )
        containers = Setting(
            key: "mirrors.containers", .path.like("/etc/containers/registries.conf"), otherwise: "not read",
            help: "The registries.conf of podman and CRI-O, including its .d folder")
    }

    private init(_ section: KeySection) {
        self.section = section
        containerd = Setting(
            key: "\(section.path).containerd", .path, otherwise: "not read",
            help: "As mirrors.containerd, for this registry")
        containers = Setting(
            key: "\(section.path).containers", .path, otherwise: "not read",
            help: "As mirrors.containers, for this registry")
    }

    static let ofRegistry = MirrorSettings(
        KeySection(
            "registries[].mirrors", otherwise: "the top-level mirrors",
            help: "Mirror files for this registry, instead of the top-level mirrors; {} for none"))
}

extension ValueParser where Value == Backend.Scheme {
    fileprivate static var scheme: Self {
        ValueParser(shape: "https or http", expected: "https or http", Backend.Scheme.init(rawValue:))
    }
}

extension ValueParser where Value == StorageKind {
    fileprivate static var storageKind: Self { .oneOf }
}

extension ValueParser where Value == RegistryName {
    fileprivate static var address: Self {
        ValueParser(shape: "host[:port]", expected: "host[:port]") { RegistryName($0) }
    }
}

extension ValueParser where Value == Int64 {
    fileprivate static var size: Self { ValueParser(shape: "size", expected: "a size such as 5m", ByteSize.bytes(in:)) }
}

extension ValueParser where Value == String {
    fileprivate static var backendName: Self {
        ValueParser(shape: "text", expected: "a name: printable ASCII without spaces, up to 64 characters") { text in
            text.utf8.count <= 64 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? text : nil
        }
    }

    fileprivate static var service: Self {
        let example = "_registry._tcp.example.org"
        return ValueParser(shape: "name", expected: "a name such as \(example)") { text in
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            let isName = labels.count > 2 && labels.prefix(2).allSatisfy { $0.hasPrefix("_") }
            return isName && labels.allSatisfy { !$0.isEmpty && $0.utf8.count < 64 } ? text : nil
        }.like(example)
    }

    fileprivate static var cacheKind: Self {
        let kinds = CacheKind.allCases.map(\.rawValue)
        let list = kinds.dropLast().joined(separator: ", ") + " or " + (kinds.last ?? "")
        return ValueParser(shape: kinds.joined(separator: "|"), expected: list) { CacheKind(rawValue: $0)?.rawValue }
    }

    fileprivate static var repositoryPrefix: Self {
        ValueParser(shape: "path", expected: "a path of repository names, such as restricted") { text in
            RepositoryName(text).map(\.description)
        }.like("restricted")
    }

    fileprivate static var cacheLevels: Self {
        ValueParser(shape: "text", expected: "one to three levels of 1 or 2 characters, such as \"1:2\"") {
            CachePolicy.widths(of: $0) == nil ? nil : $0
        }
    }
}
