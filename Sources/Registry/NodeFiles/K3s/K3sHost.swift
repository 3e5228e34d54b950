internal import Foundation
internal import OCI
internal import Record

/// The `hosts.toml` that k3s writes for a registry, or for `*`.
struct K3sHost {
    private struct Endpoint {
        let place: K3sEndpoint
        let line: Int?
        let config: K3sRegistries.Config?
    }

    private let name: String
    private let file: K3sRegistries
    private let mirror: K3sRegistries.Mirror?
    private var endpoints: [Endpoint] = []
    /// The registry itself, which nodes ask last; `nil` if they do not.
    private var last: Endpoint?
    /// Whether the registry itself is asked last, whichever it is: for `*`.
    private let lastIsAny: Bool
    private let asksEmbedded: Bool
    private var ignored: [NodeFileError.Fault] = []
    /// The settings for the registry itself. Those for `*` do not apply next to mirrors for `*`.
    private let config: K3sRegistries.Config?

    /// `nil` if k3s writes none, because nothing differs from the defaults: then the entry for `*` applies.
    init?(_ name: String, in file: K3sRegistries) {
        let mirror = file.mirrors[name]
        let own = file.configs[name]
        guard mirror != nil || own != nil else { return nil }
        (self.name, self.file, self.mirror) = (name, file, mirror)
        let isStar = name == "*"
        asksEmbedded =
            file.hasEmbeddedRegistry && mirror != nil && RegistryName(name).map { !K3sEndpoint.isLocal($0) } ?? true
        // The default endpoint of an entry in `configs` stays, whatever the option says.
        let hasLast = file.hasDefaultEndpoint || (own != nil && (!isStar || mirror == nil))
        config = isStar ? (mirror == nil ? own : nil) : own ?? Self.config(of: name, in: file)
        lastIsAny = isStar && hasLast
        if !isStar, hasLast, let place = K3sEndpoint(name) {
            last = Endpoint(place: place, line: mirror?.line ?? own?.line, config: config)
        }
        addEndpoints()
        let isUnclear = mirror?.unclear.isEmpty == false || own?.unclear.isEmpty == false
        guard !endpoints.isEmpty || asksEmbedded || isUnclear || (hasLast && lastDiffers) else { return nil }
    }

    /// Whether the registry itself is asked otherwise than without a file.
    private var lastDiffers: Bool {
        let config = last?.config ?? config
        return config?.tls != nil || config?.credentials != nil || last?.place.overridesPath == true
    }

    /// The last endpoint may be the registry itself, which is not renamed and not asked twice.
    private mutating func addEndpoints() {
        var seen: Set<String> = []
        let all = mirror?.endpoints ?? []
        for (index, text) in all.enumerated() {
            let shown = HostSection.shown(text.value)
            guard let place = K3sEndpoint(text.value) else {
                ignored.append(fault(text.line, "endpoint \(shown) is no URL: k3s ignores it"))
                continue
            }
            guard seen.insert(place.url).inserted else {
                ignored.append(fault(text.line, "endpoint \(shown) is listed twice: k3s ignores the second"))
                continue
            }
            let endpoint = Endpoint(place: place, line: text.line, config: Self.config(of: place.name, in: file))
            if index + 1 == all.count, let last, last.place.url == place.url {
                self.last = endpoint
            } else {
                endpoints.append(endpoint)
            }
        }
    }

    /// The settings for an endpoint: of Docker Hub's API host before those of its name.
    private static func config(of name: String, in file: K3sRegistries) -> K3sRegistries.Config? {
        (name == "docker.io" ? file.configs["registry-1.docker.io"] : nil) ?? file.configs[name]
    }

    private func fault(_ line: Int?, _ message: String) -> NodeFileError.Fault {
        NodeFileError.Fault(file: file.file, line: line, message: message)
    }

    /// The endpoints, in the order in which nodes ask them.
    func endpoints(
        for registry: RegistryName, scheme: Backend.Scheme, unclear: [NodeFileError.Fault]
    ) throws(NodeFileError) -> NodeEndpoints {
        let notes = NodeFileNotes(file: file.file)
        let reader = HostSection(
            registry: registry, folder: (file.file as NSString).deletingLastPathComponent, isOfK3s: true)
        var found = try HostsFile.endpoints(
            of: table, reader, notes: notes, scheme: scheme, hasLastResort: last != nil || lastIsAny
        ) { "endpoint \(HostSection.shown($0))" }
        let used = ([mirror?.unclear] + (endpoints + [last].compactMap(\.self)).map(\.config?.unclear)).compactMap(
            \.self)
        found.unclear += (unclear + used.flatMap(\.self)).map(\.description)
        found.ignored += (ignored + remarks).map(\.description)
        if asksEmbedded, found.endpoints.isEmpty {
            found.unclear.append(
                fault(
                    mirror?.line,
                    "nodes ask the registry that k3s embeds, and nothing else, for \(registry): what it has, only a node can tell"
                ).description)
        }
        return found
    }

    private var remarks: [NodeFileError.Fault] {
        var found: [NodeFileError.Fault] = []
        for endpoint in endpoints + [last].compactMap(\.self) {
            guard let line = endpoint.config?.credentials?.line else { continue }
            found.append(
                fault(line, "configs: \(endpoint.place.name) auth is not used; give credentials with --authfile"))
        }
        if asksEmbedded {
            found.append(
                fault(
                    mirror?.line,
                    "nodes first ask the registry that k3s embeds, which has what other nodes have pulled; it is not checked"
                ))
        }
        return found
    }

    /// The same as a table of `hosts.toml`, with the lines of this file.
    private var table: TOMLTable {
        let root = TOMLTable(line: mirror?.line ?? 1, origin: .header)
        if let last { root.set("server", .string(last.place.url), line: last.line ?? root.line) }
        Self.set(last?.config?.tls ?? (lastIsAny ? config?.tls : nil), in: root)
        let hosts = TOMLTable(line: root.line, origin: .implied)
        for endpoint in endpoints {
            let own = TOMLTable(line: endpoint.line ?? root.line, origin: .header)
            if endpoint.place.overridesPath { own.set("override_path", .flag(true), line: own.line) }
            Self.set(endpoint.config?.tls, in: own)
            if let rewrites = mirror?.rewrites, let first = rewrites.first {
                let renames = TOMLTable(line: first.pattern.line ?? own.line, origin: .header)
                for (pattern, replacement) in rewrites {
                    renames.set(pattern.value, .string(replacement), line: pattern.line ?? renames.line)
                }
                own.set("rewrite", .table(renames), line: renames.line)
            }
            hosts.set(endpoint.place.url, .table(own), line: own.line)
        }
        if !endpoints.isEmpty { root.set("host", .table(hosts), line: hosts.line) }
        return root
    }

    private static func set(_ tls: K3sRegistries.TLS?, in table: TOMLTable) {
        guard let tls else { return }
        if let file = tls.authorities {
            table.set("ca", .list([.string(file.value)]), line: file.line ?? table.line)
        }
        if let place = tls.certificate ?? tls.key {
            let pair: [TOMLValue] = [.string(tls.certificate?.value ?? ""), .string(tls.key?.value ?? "")]
            table.set("client", .list([.list(pair)]), line: place.line ?? table.line)
        }
        if let place = tls.skipsVerification {
            table.set("skip_verify", .flag(true), line: place.line ?? table.line)
        }
    }
}
