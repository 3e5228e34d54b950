internal import OCI
internal import Record

/// Which of scap's two sets of images are meant.
package enum ScapSets: String, Hashable, Sendable, CaseIterable {
    /// Those of the build's report.
    case new
    /// Those of the values files: what runs, and what scap returns to.
    case rollback
    case both
}

/// Where scap keeps what it deploys.
package struct ScapFiles: Hashable, Sendable {
    /// The report of the build.
    package var report: String?
    /// `k8s_deployments_file`: without it, images have no stage, release or cluster.
    package var deployments: String?
    /// `helmfile_mediawiki_release_dir`.
    package var releaseDirectory: String?
    /// `k8s_clusters`: where releases run that name no clusters.
    package var clusters: [String] = []

    package init() {}
}

/// What the values files say of the new images.
package enum ScapValuesState: Hashable, Sendable {
    /// One of the two was not read.
    case unknown
    /// No values file names a new image as its MediaWiki.
    case old
    /// These many of all do.
    case new(Int, of: Int)
}

/// The images of a deploy by scap, with the places where they will run.
package struct ScapRelease: Sendable {
    /// The images, and what a person should know of the files.
    package let reading: InputReading
    /// How far the values files have the new images.
    package let valuesState: ScapValuesState

    /// Reads the files of the sets; throws all that is wrong with any of them.
    /// - Parameter scope: Only targets of this scope; needs a deployments file.
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
        if case .new(let count, let all) = valuesState, sets != .new, let folder {
            gathered.add(InputReading(notices: [Self.trap(count, of: all, in: folder.path)]))
        }
        reading = try gathered.result()
    }

    /// What it means that the values files have the new images before the deploy begins.
    private static func trap(_ count: Int, of all: Int, in path: String) -> String {
        let shown = path.escapedASCII(limit: 400)
        return
            "\(count) of \(all) values files in \(shown) name images of this build already. If the deploy fails, scap returns "
            + "to what these files say now, that is to what is being deployed, and calls that rolled back. A run that ended "
            + "after it wrote them leaves this: --stop-before-sync, \"Exit without rollback\", a crash. Unless these images "
            + "run everywhere and well, restore the files first: git -C \(shown) log, then git revert"
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
