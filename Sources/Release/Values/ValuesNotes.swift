import OCI
internal import Record

/// What values say of images without saying which: told once for each sort, with the first places.
struct ValuesNotes {
    /// Why a place gives no image.
    enum Sort: CaseIterable {
        case untagged
        case unnamed
        case noRegistry
        case noReference
        case unknownShape
    }

    private var places: [Sort: [YAMLTree]] = [:]
    private var paths: [Sort: [String]] = [:]
    private static let shown = 5

    mutating func add(_ sort: Sort, _ tree: YAMLTree, _ path: ValuesPath) {
        places[sort, default: []].append(tree)
        paths[sort, default: []].append(path.description.escapedASCII(limit: 120))
    }

    /// A line for each sort.
    var notices: [String] {
        Sort.allCases.compactMap { sort in
            guard let trees = places[sort], let paths = paths[sort] else { return nil }
            let named = zip(trees, paths).prefix(Self.shown).map { tree, path in
                "\(Origin(source: tree.source, number: tree.line)) (\(path))"
            }
            let more = trees.count > Self.shown ? " and \(trees.count - Self.shown) more" : ""
            return "not checked: \(sort.words): \(named.joined(separator: ", "))\(more); \(sort.advice)"
        }
    }

    /// The same as faults, where nothing else was found.
    var faults: [InputFault] {
        Sort.allCases.flatMap { sort in
            zip(places[sort] ?? [], paths[sort] ?? []).map { tree, path in
                tree.fault(.structure("\(path): \(sort.words); \(sort.advice)"))
            }
        }
    }
}

extension ValuesNotes.Sort {
    fileprivate var words: String {
        switch self {
        case .untagged: "an image without tag and digest, which the chart adds (its appVersion)"
        case .unnamed: "a tag, version or digest of an image that only the chart names"
        case .noRegistry:
            "an image with a version and no registry, which such charts have in other values (docker.registry)"
        case .noReference: "a key that is called an image and holds no image reference"
        case .unknownShape: "repository and tag outside of any key that is called an image"
        }
    }

    fileprivate var advice: String {
        switch self {
        case .untagged: "write the tag, or render the chart (--helm)"
        case .unnamed: "render the chart (--helm)"
        case .noRegistry: "give them before it (--values BASE,THIS), or name the registry with --default-registry"
        case .noReference: "if it is one, write REGISTRY/REPOSITORY:TAG"
        case .unknownShape: "render the chart (--helm), or name them beside it"
        }
    }
}
