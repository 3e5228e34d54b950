internal import Foundation
package import OCI
internal import Record

/// `registries.conf` of the containers tools, version 2, with its drop-in folder (containers-registries.conf(5)).
package struct RegistriesFile: Sendable {
    private let entries: [RegistriesEntry]
    private let ignored: [String]
    /// What is not understood outside of the entries.
    private let unclear: [NodeFileError.Fault]
    private let names: NodeShortNames

    /// How nodes look up names without a registry.
    package var shortNames: SearchedNames { names.searched }

    /// Loads a file, then each `*.conf` of `FILE.d` in name order. If several entries share a prefix, the last one
    /// wins.
    package static func load(_ path: String) throws(NodeFileError) -> RegistriesFile {
        let folder = path + ".d"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.hasSuffix(".conf")
        }
        var files = names.sorted().map { "\(folder)/\($0)" }
        if FileManager.default.fileExists(atPath: path) || files.isEmpty { files.insert(path, at: 0) }
        var entries: [RegistriesEntry] = []
        var ignored: [String] = []
        var unclear: [NodeFileError.Fault] = []
        var shortNames = NodeShortNames(file: path)
        for file in files {
            let read = try parse(try NodeFileText.read(file), path: file)
            let prefixes = Set(read.entries.map(\.prefix))
            entries = entries.filter { !prefixes.contains($0.prefix) } + read.entries
            ignored += read.ignored
            unclear += read.unclear
            shortNames.add(read.names)
        }
        return RegistriesFile(entries: entries, ignored: ignored, unclear: unclear, names: shortNames)
    }

    static func parse(_ text: String, path: String) throws(NodeFileError) -> RegistriesFile {
        let notes = NodeFileNotes(file: path)
        let table = try TOMLSection.parse(text, notes: notes)
        let root = TOMLSection(table, name: "", notes: notes)
        if table["registries"] != nil {
            throw NodeFileError(
                file: path, line: table.line(of: "registries"),
                "[registries] is version 1 of this format, which has no mirrors")
        }
        root.requireKnown([
            "registry", "unqualified-search-registries", "credential-helpers", "short-name-mode", "aliases",
            "additional-layer-store-auth-helper",
        ])
        var entries: [RegistriesEntry] = []
        if table["registry"] != nil, table["registry"]?.tables == nil {
            root.fault("registry", "expected [[registry]] tables")
        }
        for member in table["registry"]?.tables ?? [] {
            let section = TOMLSection(member, name: "[[registry]]", notes: notes)
            let mirrors = (member["mirror"]?.tables ?? []).map { mirror in
                TOMLSection(mirror, name: "[[registry.mirror]]", notes: notes)
            }
            if let entry = RegistriesEntry(section, mirrors: mirrors) { entries.append(entry) }
        }
        for (prefix, twins) in Dictionary(grouping: entries, by: \.prefix) where twins.count > 1 {
            notes.fault(twins[1].line, "[[registry]] prefix: \(prefix) is defined \(twins.count) times in this file")
        }
        let names = NodeShortNames(root, aliases: table["aliases"]?.table)
        try notes.check()
        let ofEntries = Set(entries.flatMap(\.unclear))
        return RegistriesFile(
            entries: entries, ignored: notes.ignored, unclear: notes.unclear.filter { !ofEntries.contains($0) },
            names: names)
    }

    /// The entry that blocks an endpoint: nodes look it up by its own name.
    private func blockedEntry(of endpoint: NodeEndpoint) -> RegistriesEntry? {
        let host = endpoint.route.authority
        let path = endpoint.route.scope.replacement
        func length(_ prefix: RegistriesEntry.Prefix) -> Int? {
            let isHost =
                prefix.host == host.description || prefix.matchesAnyPort(host) || prefix.matchesSubdomain(host)
            let isPath = prefix.path.isEmpty || path == prefix.path || path.hasPrefix(prefix.path + "/")
            return isHost && isPath ? prefix.description.utf8.count : nil
        }
        let matching = entries.compactMap { entry in length(entry.prefix).map { (entry, $0) } }
        guard let longest = matching.max(by: { $0.1 < $1.1 })?.0, longest.isBlocked else { return nil }
        return longest
    }

    /// The endpoints that the files configure for a registry; empty if no entry matches it.
    ///
    /// `scheme` is the scheme of the registry itself, for repositories without an entry.
    package func endpoints(for registry: RegistryName, scheme: Backend.Scheme) -> NodeEndpoints {
        var found = NodeEndpoints()
        found.unclear = unclear.map(\.description)
        let exact = entries.filter { $0.prefix.host == registry.description }
        var chosen = exact
        if !exact.contains(where: { $0.prefix.path.isEmpty }) {
            // The longest match wins; a host without the port is longer than a part of it.
            let rest = entries.filter { $0.prefix.matchesAnyPort(registry) || $0.prefix.matchesSubdomain(registry) }
            chosen += rest.max { $0.prefix.host.utf8.count < $1.prefix.host.utf8.count }.map { [$0] } ?? []
        }
        guard !chosen.isEmpty else { return found }
        found.ignored = ignored
        found.unclear += chosen.flatMap(\.unclear).map(\.description)
        let paths = chosen.map(\.prefix.path)
        for entry in chosen {
            let longer = paths.filter { path in
                path != entry.prefix.path && (entry.prefix.path.isEmpty || path.hasPrefix(entry.prefix.path + "/"))
            }
            if entry.isBlocked {
                // Nodes still ask the mirrors, and nothing else.
                found.blocked.append("nodes do not pull \(entry.prefix): \(entry.source) sets blocked = true")
            }
            if entry.isUnusable(for: registry) {
                found.blocked.append(
                    "\(entry.source): \(entry.prefix) also matches \(registry), whose port would follow a path or another port; "
                        + "write an entry for \(registry)")
            } else {
                found.endpoints += entry.endpoints(of: registry, except: longer, scheme: scheme)
            }
        }
        // A mirror inside a blocked prefix is refused like the prefix itself.
        found.endpoints.removeAll { endpoint in
            guard !endpoint.isRegistry, let entry = blockedEntry(of: endpoint) else { return false }
            found.blocked.append(
                "nodes do not pull from \(endpoint.route.authority): \(entry.source) sets blocked = true")
            return true
        }
        if !paths.contains(""), let authority = RegistryName(registry.apiAuthority) {
            var route = Route(authority: authority)
            route.scope = RepositoryScope(except: paths)
            found.endpoints.append(
                NodeEndpoint(
                    scheme: scheme, route: route, isRegistry: true, trust: Backend.Trust(),
                    source: .containers(file: chosen[0].file, line: nil)))
        }
        return found
    }
}
