package import OCI

/// The role of a backend.
package enum BackendRole: String, Codable, Hashable, Sendable, CaseIterable {
    /// Serves nodes.
    case serving
    /// The passive side of a replication. Content that it lacks, and its being unreachable, are reported and do not block.
    case standby
    /// The registry itself, behind its caches. It separates cache from storage.
    case direct
}

/// The URL scheme of a backend.
package enum BackendScheme: String, Codable, Hashable, Sendable, CaseIterable {
    /// Plain HTTP, only if the configuration requests it.
    case http
    /// HTTP over TLS.
    case https
}

/// Where a backend was configured or discovered.
package enum BackendSource: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The configuration file at this path.
    case configuration(file: String)
    /// `--backend`.
    case commandLine
    /// A mirror or the server from containerd's `hosts.toml`, with the line of its table if it has one.
    case containerd(file: String, line: Int?)
    /// A mirror or the location from `registries.conf` of the containers tools.
    case containers(file: String, line: Int?)
    /// An SRV record of this name.
    case service(name: String)
    /// An A or AAAA record of the registry's name.
    case dns

    /// `blobgate.yaml`, `--backend`, `hosts.toml:3`, `SRV NAME`, `DNS`.
    package var description: String {
        switch self {
        case .configuration(let file): file
        case .commandLine: "--backend"
        case .containerd(let file, let line), .containers(let file, let line): file + (line.map { ":\($0)" } ?? "")
        case .service(let name): "SRV \(name)"
        case .dns: "DNS"
        }
    }
}

extension BackendSource {
    /// Whether it is from one of the nodes' files.
    var isOfNodes: Bool {
        switch self {
        case .containerd, .containers: true
        case .configuration, .commandLine, .service, .dns: false
        }
    }
}

/// The cache of a backend, as far as the configuration describes it.
package struct CachePolicy: Codable, Hashable, Sendable {
    /// The software, for example `nginx`.
    package let kind: String
    /// The template of the cache key, for example `$uri$slice_range`.
    package let key: String?
    /// The slice size in bytes, for slicing caches.
    package let sliceBytes: Int64?
    /// The directory of the cache on the backend's host.
    package let path: String?
    /// The directory levels, such as `1:2`.
    package let levels: String?

    package init(kind: String, key: String? = nil, sliceBytes: Int64? = nil, path: String? = nil, levels: String? = nil)
    {
        self.kind = kind
        self.key = key
        self.sliceBytes = sliceBytes
        self.path = path
        self.levels = levels
    }

    /// The lengths of the directory names, deepest last: one to three levels of one or two characters each, as in `levels` of
    /// nginx's `proxy_cache_path`. `nil` if the text is invalid.
    package static func widths(of levels: String) -> [Int]? {
        let widths = levels.split(separator: ":", omittingEmptySubsequences: false).map { ["1": 1, "2": 2][$0] }
        guard widths.count <= 3, !widths.contains(nil) else { return nil }
        return widths.compactMap(\.self)
    }
}

extension Run {
    /// A backend as the run knew it.
    package struct Backend: Codable, Hashable, Sendable {
        package var name: String
        /// The address to connect to, `HOST:PORT`.
        package var address: String
        package var scheme: BackendScheme
        package var role: BackendRole
        package var source: BackendSource
        /// Its cache, if configured.
        package var cache: CachePolicy?
        /// Whether its certificate is verified. A node's configuration file can disable this.
        package var checksCertificate: Bool
        /// A PEM file with the certificate authorities to trust for it.
        package var certificateAuthorities: String?
        /// The host and port in its URLs and in `Host`.
        package var authority: RegistryName
        /// The path before the repository, without a trailing slash: `/v2`.
        package var root: String
        /// The value of the `ns` query parameter, for a mirror that needs the upstream registry in it.
        package var namespace: String?
        /// The repositories requested from it, and their names there. One registry instance may serve only some of them.
        package var scope: RepositoryScope
        /// Whether it is a mirror, which is addressed by its own name.
        package var isMirror: Bool
        /// The proxy that it is reached through, without user and password; `nil` for none, and in records of versions without
        /// proxies.
        package var proxy: String?
        /// Whether its address belongs to the machine of the run: on another machine, it is another backend. `nil` means no.
        package var isMachineLocal: Bool?

        package init(
            name: String, address: String, scheme: BackendScheme = .https, role: BackendRole = .serving,
            source: BackendSource, cache: CachePolicy? = nil, checksCertificate: Bool = true,
            certificateAuthorities: String? = nil, authority: RegistryName, root: String = "/v2",
            namespace: String? = nil, scope: RepositoryScope = RepositoryScope(), isMirror: Bool = false,
            proxy: String? = nil
        ) {
            self.name = name
            self.address = address
            self.scheme = scheme
            self.role = role
            self.source = source
            self.cache = cache
            self.checksCertificate = checksCertificate
            self.certificateAuthorities = certificateAuthorities
            self.authority = authority
            self.root = root
            self.namespace = namespace
            self.scope = scope
            self.isMirror = isMirror
            self.proxy = proxy
        }

        package var isDirect: Bool { role == .direct }

        /// Whether requests for this repository go to it.
        package func serves(_ repository: RepositoryName) -> Bool { scope.covers(repository) }

        /// The request for a path such as `blobs/sha256:...` as the backend sees it; `nil` if the repository has no name there.
        package func place(of path: String, under repository: RepositoryName) -> RequestPlace? {
            guard let name = scope.mapped(repository) else { return nil }
            return RequestPlace(
                scheme: scheme.rawValue, authority: authority.description, path: "\(root)/\(name)/\(path)",
                query: namespace.map { "ns=\(RequestPlace.escaped($0))" } ?? "")
        }
    }

    /// A registry and the backends that may answer for it.
    package struct Registry: Codable, Hashable, Sendable {
        package var name: RegistryName
        /// In configuration order.
        package var backends: [Backend]
        /// Why there are no backends, if there are none.
        package var obstacle: String?
        /// Whether a proof in one repository counts for the others (`proof: by-digest`).
        package var sharesProofs: Bool
        /// Where the registry stores its blobs, if configured.
        package var storage: StorageKind?
        /// How backends were chosen from the addresses of names with several; `nil` if there was no choice.
        package var addresses: [AddressChoice]?

        package init(
            name: RegistryName, backends: [Backend], obstacle: String? = nil, sharesProofs: Bool = false,
            storage: StorageKind? = nil, addresses: [AddressChoice]? = nil
        ) {
            self.name = name
            self.backends = backends
            self.obstacle = obstacle
            self.sharesProofs = sharesProofs
            self.storage = storage
            self.addresses = addresses
        }
    }
}
