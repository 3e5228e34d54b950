import OCI
internal import Record

/// Values that refer to images without identifying them: one line per sort, with the first places.
struct ValuesNotes {
    /// Why a place yields no image.
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

    /// One line per sort.
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

    /// The same as faults, for values without any image.
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
        case .untagged: "an image without a tag or digest, which the chart adds (its appVersion)"
        case .unnamed: "a tag, version or digest of an image whose name is only in the chart"
        case .noRegistry:
            "an image with a version but no registry, which such charts keep in other values (docker.registry)"
        case .noReference: "a key named like an image that holds no image reference"
        case .unknownShape: "repository and tag outside any key named like an image"
        }
    }

    fileprivate var advice: String {
        switch self {
        case .untagged: "set the tag, or render the chart (--helm)"
        case .unnamed: "render the chart (--helm)"
        case .noRegistry: "pass those values first (--values BASE,THIS), or set the registry with --default-registry"
        case .noReference: "if it is one, write REGISTRY/REPOSITORY:TAG"
        case .unknownShape: "render the chart (--helm), or list them as another input"
        }
    }
}
