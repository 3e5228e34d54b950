import OCI
internal import OrderedCollections

/// What a reader of manifests saw and did not take, gathered for one line of each sort.
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

    /// A line for each sort that there is something of.
    func lines(of source: String) -> [String] { lines.map { "\(source): \($0)" } }

    /// The same without the source.
    var lines: [String] {
        Sort.allCases.compactMap { sort in
            lists[sort].map { words(sort, Self.shown($0.elements), isOne: $0.count == 1) }
        }
    }

    private func words(_ sort: Sort, _ list: String, isOne: Bool) -> String {
        switch sort {
        case .passed:
            "not checked, since only arguments or variables of containers name \(isOne ? "it" : "them"): \(list); what the "
                + "release starts of \(isOne ? "it" : "them") belongs into release.also"
        case .stray:
            "not checked, since nothing says that \(isOne ? "it is an image" : "these are images"): \(list); --image-path "
                + "KIND:PATH says so"
        case .embedded:
            "not checked, since \(isOne ? "it is a manifest" : "they are manifests") written as text in another object: \(list); "
                + "give \(isOne ? "it as a file" : "them as files") too (-f)"
        case .rendered:
            "not checked, since the cluster renders what \(isOne ? "it stands" : "they stand") for: \(list); give its chart or "
                + "manifests too"
        case .policy:
            "not checked, since \(isOne ? "it is a policy" : "they are policies"): \(list); images that a policy puts into pods belong into release.also"
        case .injected: "not checked, since an injector puts the image in: \(list); name it in release.also"
        case .doubled: DoubledKey.notice(list)
        }
    }

    static func shown(_ list: [String], limit: Int = 8) -> String {
        let shown = list.prefix(limit).map { $0.escapedASCII(limit: 200) }.joined(separator: ", ")
        return shown + (list.count > limit ? " and \(list.count - limit) more" : "")
    }
}
