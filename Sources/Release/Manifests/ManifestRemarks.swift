import OCI
internal import OrderedCollections

/// What a manifest reader saw and skipped, collected into one line per sort.
struct ManifestRemarks {
    private var lists: [Sort: OrderedSet<String>] = [:]

    enum Sort: CaseIterable {
        case passed, stray, chosen, stream, off, catalog, embedded, rendered, policy, injected, parameters, skipped,
            doubled
    }

    mutating func add(_ sort: Sort, _ text: String) {
        lists[sort, default: []].append(text)
    }

    mutating func add(_ other: ManifestRemarks) {
        for sort in Sort.allCases { for text in other.lists[sort] ?? [] { add(sort, text) } }
    }

    /// Whether the cluster decides what is pulled for some object, so that an input without images makes sense.
    var namesWhatTheClusterChooses: Bool {
        [.chosen, .stream, .rendered, .injected].contains { (sort: Sort) in lists[sort] != nil }
    }

    /// One line for each sort that occurs.
    func lines(of source: String) -> [String] { lines.map { "\(source): \($0)" } }

    /// The lines without the source.
    var lines: [String] {
        Sort.allCases.compactMap { sort in
            lists[sort].map {
                words(sort, Self.shown($0.elements, limit: sort.limit, width: 1000), isOne: $0.count == 1)
            }
        }
    }

    private func words(_ sort: Sort, _ list: String, isOne: Bool) -> String {
        switch sort {
        case .passed:
            "not checked because \(isOne ? "it appears" : "they appear") only in arguments, variables, a ConfigMap or relatedImages: \(list); "
                + "if the release starts \(isOne ? "it, add it" : "any of them, add those") to release.also"
        case .stray:
            "not checked because nothing marks \(isOne ? "it as an image" : "them as images"): \(list); use --image-path "
                + "KIND:PATH to mark \(isOne ? "it" : "them")"
        case .chosen:
            "not checked because the cluster chooses the \(isOne ? "image" : "images"): \(list); add what it pulls to "
                + "release.also"
        case .stream:
            "not checked because the cluster takes the \(isOne ? "image" : "images") from an image stream: \(list); pass "
                + "the ImageStream too, or add \(isOne ? "the image" : "the images") to release.also"
        case .off: "not checked because \(isOne ? "it is" : "they are") turned off (enabled: false): \(list)"
        case .catalog:
            "of a catalog, only the images that clusters in this input use are checked: \(list)"
        case .embedded:
            "not checked because \(isOne ? "it is a manifest" : "they are manifests") embedded as text in another object: "
                + "\(list); pass \(isOne ? "it as a file" : "them as files") too (-f)"
        case .rendered:
            "not checked because the cluster renders \(isOne ? "it" : "them") into other objects: \(list); pass the chart "
                + "or manifests too"
        case .policy:
            "not checked because \(isOne ? "it is a policy" : "they are policies"): \(list); add images that a policy injects "
                + "into pods to release.also"
        case .injected: "not checked because an injector sets the image: \(list); add it to release.also"
        case .parameters:
            "parameters in images have the template's own values: \(list); if the deploy sets others, pass the output of "
                + "oc process"
        case .skipped:
            "not read because \(isOne ? "it is not a Kubernetes object" : "they are not Kubernetes objects"): \(list)"
        case .doubled: DuplicateKey.notice(list)
        }
    }

    /// The first texts of a list, and how many more there are.
    ///
    /// - Parameter width: The most characters of one text.
    static func shown(_ list: [String], limit: Int = 8, width: Int = 200) -> String {
        let shown = list.prefix(limit).map { $0.escapedASCII(limit: width) }.joined(separator: ", ")
        return shown + (list.count > limit ? " and \(list.count - limit) more" : "")
    }
}

extension ManifestRemarks.Sort {
    /// How many of the sort are listed. What the user has to list elsewhere is worth more lines.
    fileprivate var limit: Int {
        switch self {
        case .chosen, .stream: 200
        case .stray, .skipped: 20
        default: 8
        }
    }
}
