internal import OCI
internal import Record
internal import Transfer

/// One `[[registry]]` table of a `registries.conf`.
struct RegistriesEntry: Sendable {
    /// `host[:port][/path]`, or `*.host`.
    struct Prefix: Hashable, Sendable, CustomStringConvertible {
        let host: String
        let path: String

        var description: String { path.isEmpty ? host : "\(host)/\(path)" }

        /// `*.example.org` matches every name below it, with any port.
        func matchesSubdomain(_ registry: RegistryName) -> Bool {
            host.hasPrefix("*.") && registry.host.hasSuffix(host.dropFirst())
        }

        /// A host without a port also matches the same host with any port.
        func matchesAnyPort(_ registry: RegistryName) -> Bool {
            path.isEmpty && registry.port != nil && RegistryName(host)?.port == nil && host == registry.host
        }
    }

    private struct Mirror {
        let location: Prefix
        let insecure: Bool
        let asking: Route.ReferenceFilter
        let line: Int?
    }

    private static let mirrorKeys: Set<String> = ["location", "insecure", "pull-from-mirror"]
    private static let keys: Set<String> = mirrorKeys.union(["prefix", "blocked", "mirror", "mirror-by-digest-only"])

    let prefix: Prefix
    let isBlocked: Bool
    let file: String
    let line: Int?
    /// What this gate does not understand in it.
    let unclear: [NodeFileError.Fault]
    private let location: Prefix?
    private let insecure: Bool
    private let mirrors: [Mirror]

    var source: Backend.Source { .containers(file: file, line: line) }

    init?(_ section: TOMLSection, mirrors sections: [TOMLSection]) {
        let earlier = section.notes.unclear.count
        section.requireKnown(Self.keys)
        file = section.notes.file
        line = section.line
        let location = Self.location(section, "location")
        // An empty prefix is none: OpenShift writes one into every entry.
        let hasPrefix = section.has("prefix") && section.string("prefix") != ""
        let hasLocation = section.has("location") && section.string("location") != ""
        let named = hasPrefix ? Self.location(section, "prefix", wildcard: true) : location
        guard let prefix = named else {
            if !hasPrefix, !hasLocation {
                section.notes.fault(section.line, "[[registry]] needs a prefix or a location")
            }
            return nil
        }
        if !hasLocation, !prefix.host.hasPrefix("*."), section.flag("blocked") != true {
            section.fault("prefix", "needs a location, unless it begins with *.: nodes refuse the whole file")
        }
        if section.has("mirror"), sections.isEmpty { section.fault("mirror", "expected [[registry.mirror]] tables") }
        if section.has("pull-from-mirror") {
            section.fault("pull-from-mirror", "is valid only in a [[registry.mirror]] table")
        }
        let digestOnly = section.flag("mirror-by-digest-only") ?? false
        self.prefix = prefix
        self.location = location
        insecure = section.flag("insecure") ?? false
        isBlocked = section.flag("blocked") ?? false
        mirrors = sections.compactMap { mirror in
            mirror.requireKnown(Self.mirrorKeys)
            guard let place = Self.location(mirror, "location") else {
                if !mirror.has("location") { mirror.notes.fault(mirror.line, "[[registry.mirror]] needs a location") }
                return nil
            }
            if digestOnly, mirror.has("pull-from-mirror") {
                mirror.fault("pull-from-mirror", "conflicts with mirror-by-digest-only of its [[registry]]")
            }
            return Mirror(
                location: place, insecure: mirror.flag("insecure") ?? false,
                asking: digestOnly ? .digestReferences : Self.asking(mirror), line: mirror.line)
        }
        unclear = Array(section.notes.unclear.dropFirst(earlier))
    }

    private static func asking(_ mirror: TOMLSection) -> Route.ReferenceFilter {
        switch mirror.string("pull-from-mirror") {
        case nil, "", "all": return .all
        case "digest-only": return .digestReferences
        case "tag-only": return .tagReferences
        case .some(let other):
            let shown = other.escapedASCII(limit: 40)
            mirror.fault("pull-from-mirror", "\"\(shown)\" is not one of all, digest-only, tag-only")
            return .all
        }
    }

    /// `host[:port][/path]`, without a scheme.
    private static func location(_ section: TOMLSection, _ key: String, wildcard: Bool = false) -> Prefix? {
        guard var text = section.string(key), !text.isEmpty else { return nil }
        let shown = text.escapedASCII(limit: 200)
        while text.hasSuffix("/") { text.removeLast() }
        if text.contains("://") {
            section.fault(key, "\"\(shown)\" has a scheme; expected host[:port][/path]")
            return nil
        }
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        let path = parts.count > 1 ? parts[1] : ""
        let name = wildcard && text.hasPrefix("*.") ? String(parts.first?.dropFirst(2) ?? "") : parts.first ?? ""
        if wildcard, path.contains(":") || path.contains("@") {
            section.limit(key, "\"\(shown)\" has a tag or digest, which Blobgate does not support here")
            return nil
        }
        guard let host = RegistryName(name), path.isEmpty || RepositoryName(path) != nil,
            name == parts.first || path.isEmpty
        else {
            section.fault(key, "\"\(shown)\" is not host[:port][/path]")
            return nil
        }
        return Prefix(host: name == parts.first ? host.description : "*.\(host)", path: path)
    }

    /// Whether a port of the registry, which the prefix does not cover, would follow a path or another port, which is no name.
    func isUnusable(for registry: RegistryName) -> Bool {
        guard Self.port(of: registry, after: prefix) != nil else { return false }
        return (mirrors.map(\.location) + [location].compactMap(\.self)).contains { place in
            !place.path.isEmpty || RegistryName(place.host)?.port != nil
        }
    }

    /// The port of the registry, if the prefix matches only the host: then it stays behind what replaces the prefix.
    private static func port(of registry: RegistryName, after prefix: Prefix) -> UInt16? {
        prefix.host == registry.description ? nil : registry.port
    }

    /// The mirrors in order, followed by the location itself, unless it is blocked.
    func endpoints(of registry: RegistryName, except longer: [String], scheme: Backend.Scheme) -> [NodeEndpoint] {
        let port = Self.port(of: registry, after: prefix)
        func moved(_ place: Prefix) -> Prefix {
            port.map { Prefix(host: "\(place.host):\($0)", path: place.path) } ?? place
        }
        var found = mirrors.compactMap { mirror in
            endpoint(
                at: moved(mirror.location), insecure: mirror.insecure, asking: mirror.asking, line: mirror.line,
                except: longer, isRegistry: false, scheme: .https)
        }
        guard !isBlocked else { return found }
        let location = location.map(moved)
        let own = location ?? Prefix(host: registry.description, path: prefix.path)
        let isRegistry = own.host == registry.description && own.path == prefix.path
        if var last = endpoint(
            at: own, insecure: insecure, asking: .all, line: line, except: longer, isRegistry: isRegistry,
            scheme: isRegistry ? scheme : .https)
        {
            last.isLastResort = true
            found.append(last)
        }
        return found
    }

    private func endpoint(
        at place: Prefix, insecure: Bool, asking: Route.ReferenceFilter, line: Int?, except longer: [String],
        isRegistry: Bool,
        scheme: Backend.Scheme
    ) -> NodeEndpoint? {
        let api = RegistryName(place.host)?.apiAuthority ?? place.host
        guard let authority = RegistryName(api) else { return nil }
        var route = Route(authority: authority)
        route.asking = asking
        route.scope = RepositoryScope(prefix: prefix.path, except: longer, replacement: place.path)
        // `insecure` also allows a fallback to plain HTTP. What speaks it is found out before the run.
        let plain = insecure && authority.port == 80
        var endpoint = NodeEndpoint(
            scheme: plain ? .http : scheme, route: route, isRegistry: isRegistry,
            trust: Backend.Trust(verifiesPeer: !insecure), source: .containers(file: file, line: line))
        endpoint.mayBePlain = insecure && endpoint.scheme == .https
        return endpoint
    }
}
