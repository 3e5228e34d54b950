internal import OrderedCollections

/// A release on a cluster, for reports.
struct ScapPlace: Hashable, Sendable {
    let stage: String?
    let release: String
    let cluster: String?
    let isDeployed: Bool

    init(target: ScapDeployments.Target, cluster: String?) {
        stage = target.stage
        release = "\(target.namespace)/\(target.release)"
        self.cluster = cluster
        isDeployed = target.isDeployed
    }

    /// A values file whose target is not known.
    init(stem: String) {
        stage = nil
        release = stem
        cluster = nil
        isDeployed = true
    }
}

/// Summarizes many releases: `stage canaries, mw-web/canary on codfw and eqiad; stage production, ...`.
enum ScapPlaceWords {
    /// The length limit, in characters. Longer summaries show only counts.
    private static let limit = 170
    private static let order = ["testservers", "canaries", "production"]

    static func text(_ places: [ScapPlace]) -> String? {
        guard !places.isEmpty else { return nil }
        let whole = stages(of: places).map { stage in
            let own = places.filter { $0.stage == stage }
            return (stage.map { "stage \($0), " } ?? "") + releases(own)
        }.joined(separator: "; ")
        return whole.utf8.count <= limit ? whole : counted(places)
    }

    private static func releases(_ places: [ScapPlace]) -> String {
        var names: OrderedDictionary<[String], [String]> = [:]
        for (release, own) in OrderedDictionary(grouping: places, by: \.release) {
            let clusters = Set(own.compactMap(\.cluster)).sorted()
            names[clusters, default: []].append(
                release + (own.allSatisfy(\.isDeployed) ? "" : " (not applied by scap)"))
        }
        return names.map { clusters, names in
            list(names) + (clusters.isEmpty ? "" : " on \(list(clusters))")
        }.joined(separator: ", ")
    }

    private static func counted(_ places: [ScapPlace]) -> String {
        let releases = Set(places.map(\.release)).count
        let clusters = Set(places.compactMap(\.cluster)).sorted()
        let stages = stages(of: places).compactMap { $0 }
        let when = stages.isEmpty ? "" : (stages.count == 1 ? "stage " : "stages ") + list(stages) + ", "
        return "\(when)\(releases) releases" + (clusters.isEmpty ? "" : " on \(list(clusters))")
    }

    private static func stages(of places: [ScapPlace]) -> [String?] {
        let found = OrderedSet(places.map(\.stage))
        return order.filter { found.contains($0) } + found.filter { $0.map { !order.contains($0) } ?? true }
    }

    private static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
