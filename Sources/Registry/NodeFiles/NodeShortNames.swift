internal import OCI

/// What a `registries.conf` and its drop-ins say about names without a registry.
struct NodeShortNames: Sendable {
    private let file: String
    private var aliases: [String: SearchedNames.Target] = [:]
    /// `nil` if the file has no list.
    private var list: (registries: [RegistryName], place: String)?

    /// Says nothing.
    init(file: String) { self.file = file }

    init(_ root: TOMLSection, aliases table: TOMLTable?) {
        file = root.notes.file
        if root.has("unqualified-search-registries") {
            let registries = root.strings("unqualified-search-registries").compactMap { text in
                let name = RegistryName(text)
                if name == nil {
                    let shown = text.escapedASCII(limit: 80)
                    root.fault("unqualified-search-registries", "\"\(shown)\" is not host[:port]")
                }
                return name
            }
            let place = NodeFileError.Fault(
                file: file, line: root.place(of: "unqualified-search-registries"), message: "")
            list = (registries, place.place)
        }
        if root.has("aliases"), table == nil { root.fault("aliases", "expected a table") }
        for name in table?.keys ?? [] {
            let value = table?[name]?.string
            // An empty value removes the alias of an earlier file.
            if value == "" { continue }
            guard let value, let target = try? ImageReference(parsing: value, shortNames: .refused) else {
                let shown = name.escapedASCII(limit: 80)
                root.notes.fault(table?.line(of: name), "aliases: \(shown): expected REGISTRY/REPOSITORY")
                continue
            }
            aliases[name] = SearchedNames.Target(registry: target.registry, repository: target.repository)
        }
    }

    /// Adds a later file: its list replaces the earlier one, its aliases those with the same names.
    mutating func add(_ later: NodeShortNames) {
        list = later.list ?? list
        aliases.merge(later.aliases) { $1 }
    }

    var searched: SearchedNames {
        SearchedNames(aliases: aliases, registries: list?.registries ?? [], place: list?.place ?? file)
    }
}
