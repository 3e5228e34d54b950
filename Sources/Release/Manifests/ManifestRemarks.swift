import OCI
internal import OrderedCollections

/// What a manifest reader saw and skipped, collected into one line per sort.
struct ManifestRemarks {
    private var lists: [Sort: OrderedSet<String>] = [:]

    enum Sort: CaseIterable {
        case passed, stray, embedded, rendered, policy, injected, doubled
    }

    mutating func add(_ sort: Sort, _ text: String) {
        lists[sort, default: []].append(text)
    }

    mutating func add(_ other: ManifestRemarks) {
        for sort in Sort.allCases { for text in other.lists[sort] ?? [] { add(sort, text) } }
    }

    /// One line for each sort that occurs.
    func lines(of source: String) -> [String] { lines.map { "\(source): \($0)" } }

    /// The lines without the source.
    var lines: [String] {
        Sort.allCases.compactMap { sort in
            lists[sort].map { words(sort, Self.shown($0.elements), isOne: $0.count == 1) }
        }
    }

    private func words(_ sort: Sort, _ list: String, isOne: Bool) -> String {
        switch sort {
        case .passed:
            "not checked because \(isOne ? "it appears" : "they appear") only in container arguments or variables: \(list); "
                + "if the release starts \(isOne ? "it, add it" : "any of them, add those") to release.also"
        case .stray:
            "not checked because nothing marks \(isOne ? "it as an image" : "them as images"): \(list); use --image-path "
                + "KIND:PATH to mark \(isOne ? "it" : "them")"
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
        case .doubled: DuplicateKey.notice(list)
        }
    }

    static func shown(_ list: [String], limit: Int = 8) -> String {
        let shown = list.prefix(limit).map { $0.escapedASCII(limit: 200) }.joined(separator: ", ")
        return shown + (list.count > limit ? " and \(list.count - limit) more" : "")
    }
}
