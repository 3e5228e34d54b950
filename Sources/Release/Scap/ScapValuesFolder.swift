internal import Foundation
internal import OCI
internal import Record

/// The values files of a folder, each with its release.
struct ScapValuesFolder {
    struct Entry {
        let values: ScapValues
        /// The release and its cluster; not known without a deployments file.
        let place: ScapPlace
        let target: ScapDeployments.Target?
    }

    let path: String
    private(set) var entries: [Entry] = []
    /// Names of files that belong to no target.
    private(set) var unownedFiles: [String] = []
    /// Releases on known clusters that have no values file: scap cannot roll them back.
    private(set) var withoutFile: [ScapPlace] = []

    /// Reads all values files of the targets.
    /// - Parameter clusters: The clusters of targets that list none; empty if not known.
    init(path: String, deployments: ScapDeployments?, clusters: [String]) throws(InputError) {
        self.path = path
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }.sorted()
        } catch {
            let detail = (error as NSError).localizedFailureReason ?? "it does not exist or is not readable"
            throw InputError(.file(path), .scap(.folder(detail)))
        }
        var faults = InputFaults()
        for name in names {
            let stem = String(name.dropLast(".yaml".count))
            guard let owner = Self.owner(stem, deployments?.all) else {
                unownedFiles.append(name)
                continue
            }
            guard owner.target.map({ deployments?.targets.contains($0) ?? true }) ?? true else { continue }
            do {
                let values = try ScapValues(path: "\(path)/\(name)")
                entries.append(Entry(values: values, place: owner.place, target: owner.target))
            } catch {
                faults.add(error)
            }
        }
        try faults.check()
        for target in deployments?.targets ?? [] {
            for cluster in target.clusters.isEmpty ? clusters : target.clusters
            where !names.contains("\(target.stem)-\(cluster).yaml") {
                withoutFile.append(ScapPlace(target: target, cluster: cluster))
            }
        }
    }

    /// The release with the longest name that the file name starts with: `mw-web-main-2-eqiad` may belong to `main` or
    /// to `main-2`.
    private static func owner(
        _ stem: String, _ targets: [ScapDeployments.Target]?
    ) -> (target: ScapDeployments.Target?, place: ScapPlace)? {
        guard let targets else { return (nil, ScapPlace(stem: stem)) }
        func cluster(_ target: ScapDeployments.Target) -> String? {
            guard stem.hasPrefix(target.stem + "-") else { return nil }
            let cluster = String(stem.dropFirst(target.stem.count + 1))
            return !cluster.isEmpty && (target.clusters.isEmpty || target.clusters.contains(cluster)) ? cluster : nil
        }
        return targets.filter { cluster($0) != nil }.max { $0.stem.utf8.count < $1.stem.utf8.count }.map { target in
            (target, ScapPlace(target: target, cluster: cluster(target)))
        }
    }
}
