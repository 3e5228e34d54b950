import Diagnosis
import Foundation
import Gate
import OCI
import Record
import Release
import Report

/// Configuration, files and policy of a run under scap.
struct ScapContext {
    let setup: Setup
    let files: ScapFiles
    let stateDirectory: String?
    /// The kubeconfig of a release, with placeholders; `nil` if helm is not asked.
    private let kubeconfig: String?
    private let place: PlaceOptions
    private let output: OutputOptions
    private let asksUndecided: Bool

    init(_ options: ScapOptions, place: PlaceOptions, policy: PolicyOptions) throws {
        var setup = try Setup(place: place, policy: policy, verdict: options.verdict)
        // A build takes minutes: report a missing credentials file before it.
        _ = try setup.credentials()
        let rows = Settings.scap
        let deadline = try policy.effort.deadline ?? setup.environment.value(Settings.policy.deadline)
        setup.policy.deadline = try setup.settings.value(rows.deadline, deadline).duration
        // A hold would keep scap's lock.
        setup.policy.hold = nil
        setup.useRollbackPolicyOfScap(unless: options.rollbackPolicy)
        asksUndecided = options.undecided != nil || setup.settings.isSet(Settings.policy.undecided)
        self.setup = setup
        self.place = place
        output = try options.reports
        var files = ScapFiles()
        files.deployments = try setup.settings.value(rows.deployments, options.deployments)
        files.releaseDirectory = try setup.settings.value(rows.releaseDirectory, options.releaseDir)
        files.clusters = try setup.settings.value(rows.clusters)
        self.files = files
        stateDirectory = try setup.settings.value(rows.stateDirectory)
        kubeconfig = try setup.settings.value(rows.kubeconfig, options.kubeconfig)
    }

    /// The sets to check; by default both, if the folder of values files is known.
    func sets(_ asked: ScapSets?, isBuild: Bool) throws -> ScapSets {
        let sets = asked ?? (files.releaseDirectory == nil ? .new : .both)
        guard sets == .new || files.releaseDirectory != nil else {
            throw CommandFailure(
                .configuration,
                "--set \(sets.rawValue) needs the folder of values files: set --release-dir DIR, or scap.release-dir in "
                    + "blobgate.yaml" + (isBuild ? ". Nothing was built" : ""))
        }
        return sets
    }

    /// The images of the files, and those of helm's revisions if the rollback set is checked and helm can be asked.
    private func withHelm(_ release: ScapRelease, _ sets: ScapSets) async throws -> InputReading {
        guard sets != .new, let kubeconfig else { return release.reading }
        let helm = HelmReader(helm: setup.environment[.helm] ?? "helm", kubeconfig: kubeconfig)
        let more = ScapHelmSet.reading(try await helm.answers(for: release.helmTargets))
        return InputReading(
            uses: ReleaseReader.merge(release.reading.uses + more.uses), notices: release.reading.notices + more.notices
        )
    }

    /// Whether the builder's output is escaped.
    func escapesOutput(_ flag: Bool) throws -> Bool { try setup.settings.value(Settings.scap.escapeOutput, flag) }

    /// Opens a session for the images in these sets.
    func session(
        report: String?, sets: ScapSets, scope: String?, command: Run.Command, moment: ScapPhase,
        notices: [String] = []
    ) async throws -> Session {
        var files = files
        files.report = report
        let release: ScapRelease
        do throws(InputError) {
            release = try ScapRelease(files, sets, scope: scope)
        } catch {
            throw CommandFailure(error)
        }
        let reading = try await withHelm(release, sets)
        var setup = setup
        // Images that already run should not stop a deploy just because they could not be checked.
        if sets == .rollback, !asksUndecided { setup.policy.undecided = .warn }
        let own = try setup.also()
        let also = sets == .rollback ? own.map { $0.of(.rollback) } : own
        let images = ReleaseReader.merge(reading.uses + also)
        var inputs = StoredInputs(
            images: images, platforms: try setup.platforms(), backends: place.backends,
            mirrors: try NodeFiles(flags: place.mirrors).flags, config: setup.configurationFile,
            depth: setup.policy.depth, foreign: setup.policy.foreign, referrers: setup.policy.referrers)
        inputs.tool = .scap
        inputs.nodes = setup.policy.nodes.all
        let (store, ledgerNotices) = setup.openLedger()
        var unseen: [String] = []
        if sets == .new, files.releaseDirectory == nil {
            unseen.append("the rollback set was not checked: scap.release-dir is not set")
        }
        return try await Session(
            inputs, images: images, command: command, recheckOf: nil, setup: setup, store: store,
            notices: ledgerNotices + notices + unseen,
            inputNotices: reading.notices.map { .input(message: $0) }, output: output,
            manner: .log(moment.words(release.valuesState, flags: setup.commandFlags)))
    }
}

extension Setup {
    static let scapRollbackPolicy = RollbackPolicy.refused

    /// Applies the default rollback policy under scap, if none is set: undecided rollback images do not stop a deploy.
    mutating func useRollbackPolicyOfScap(unless said: RollbackPolicy?) {
        guard said == nil, !settings.isSet(Settings.policy.rollback) else { return }
        policy.rollback = Self.scapRollbackPolicy
    }
}
