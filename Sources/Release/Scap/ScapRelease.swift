internal import OCI
internal import Record

/// Which of scap's two image sets to check.
package enum ScapSets: String, Hashable, Sendable, CaseIterable {
    /// The images of the build report.
    case new
    /// The images of the values files: those running now, and the rollback target.
    case rollback
    case both
}

/// The locations of scap's files.
package struct ScapFiles: Hashable, Sendable {
    /// The build report.
    package var report: String?
    /// `k8s_deployments_file`. Without it, stages, releases and clusters are not known.
    package var deployments: String?
    /// `helmfile_mediawiki_release_dir`.
    package var releaseDirectory: String?
    /// `k8s_clusters`: the clusters of releases that list none.
    package var clusters: [String] = []

    package init() {}
}

/// How many values files already contain the new images.
package enum ScapValuesState: Hashable, Sendable {
    /// The report or the values files were not read.
    case unknown
    /// No values file has a new image as its MediaWiki image.
    case old
    /// This many of all values files do.
    case new(Int, of: Int)
}

/// The images of a scap deploy, with the places where they will run.
package struct ScapRelease: Sendable {
    /// The images, and what an operator should know about the files.
    package let reading: InputReading
    /// How many values files already have the new images.
    package let valuesState: ScapValuesState
    /// The releases whose revision helm can report: those with a values file that scap applies, on known clusters.
    package let helmTargets: [ScapHelmTarget]

    /// Reads the files of the sets. Throws all faults of all files.
    /// - Parameter scope: Selects targets of this scope; requires a deployments file.
    package init(_ files: ScapFiles, _ sets: ScapSets, scope: String? = nil) throws(InputError) {
        var faults = InputFaults()
        func read<Value>(_ body: () throws(InputError) -> Value?) -> Value? {
            do {
                return try body()
            } catch {
                faults.add(error)
                return nil
            }
        }
        let deployments = read { () throws(InputError) -> ScapDeployments? in
            guard let path = files.deployments else { return nil }
            return try ScapDeployments(path: path, scope: scope)
        }
        let report = read { () throws(InputError) -> ScapReport? in
            guard sets != .rollback, let path = files.report else { return nil }
            return try ScapReport(path: path)
        }
        let folder = read { () throws(InputError) -> ScapValuesFolder? in
            guard let path = files.releaseDirectory else { return nil }
            return try ScapValuesFolder(path: path, deployments: deployments, clusters: files.clusters)
        }
        if let folder, sets == .rollback, folder.entries.isEmpty {
            faults.add(InputError(.file(folder.path), .scap(.noValues)))
        }
        try faults.check()

        var gathered = ReleaseGatherer()
        if let report {
            let new = ScapNewSet(report: report, deployments: deployments, folder: folder, clusters: files.clusters)
            gathered.add(scope == nil ? new.reading : new.ofTargets)
        }
        if let folder, sets != .new { gathered.add(ScapRollbackSet(folder: folder).reading) }
        valuesState = Self.state(report, folder)
        helmTargets = (folder?.entries ?? []).compactMap(ScapHelmTarget.init)
        if case .new(let count, let all) = valuesState, sets != .new, let folder {
            gathered.add(InputReading(notices: [Self.trap(count, of: all, in: folder.path)]))
        }
        reading = try gathered.result()
    }

    /// The consequence of values files that contain the new images before the deploy starts.
    private static func trap(_ count: Int, of all: Int, in path: String) -> String {
        let shown = path.escapedASCII(limit: 400)
        return
            "\(count) of \(all) values files in \(shown) already contain images of this build. If the deploy fails, scap "
            + "rolls back to the images in these files, that is, to the ones being deployed, and reports that as a rollback. "
            + "This happens if an earlier run ended after it wrote them: --stop-before-sync, "
            + "\"Exit without rollback\", a crash. Unless these images already run everywhere without problems, "
            + "restore the files first: git -C \(shown) log, then git revert"
    }

    private static func state(_ report: ScapReport?, _ folder: ScapValuesFolder?) -> ScapValuesState {
        guard let report, let folder else { return .unknown }
        let new = Set(report.images.filter { $0.product == "mediawiki" }.map(\.reference))
        let holding = folder.entries.count { entry in
            entry.values.images.contains { $0.field == "main_app.image" && new.contains($0.reference) }
        }
        return holding == 0 ? .old : .new(holding, of: folder.entries.count)
    }
}
