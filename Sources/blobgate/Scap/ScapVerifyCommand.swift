import ArgumentParser
import Gate
import Record
import Release

/// `blobgate scap verify`: the same check without a build.
struct ScapVerifyCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove the images of the last build, of the values files, or both; builds nothing.",
        discussion: Examples.of(
            "blobgate scap verify --set rollback",
            "blobgate scap verify --set new --scope train",
            after: """
                For scap's release_repo_update_cmd (--set rollback: can a failed deploy return to the running images?), for \
                checks of test servers (--set new), and for manual use.
                """))

    @OptionGroup(title: "Scap") var scap: ScapOptions
    @Option(help: ArgumentHelp("The build report.", valueName: "file")) var report: String?
    @Option(Settings.scap.stateDirectory, default: "scap.state-dir of blobgate.yaml") var stateDir: String?
    @Option(
        help: ArgumentHelp(
            "Only images used by deployment targets of this scope, for example train (default: all).",
            valueName: "scope"))
    var scope: String?
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @OptionGroup(title: "Policy") var policy: PolicyOptions

    func validate() throws {
        if report != nil, stateDir != nil {
            throw ValidationError("--report and --state-dir specify the same file; give only one")
        }
    }

    func execute() async throws -> ExitCode {
        var used = UsedFiles(place)
        used.add(report, "the build report")
        used.add(scap.deployments, "the deployments file")
        try used.check(scap.reports)
        return try await ScapFailureReport.reportingFailure(.unknown) {
            let session = try await EarlyEndReporter("scap verify", try scap.reports).reportingFailure {
                try await opened()
            }
            return try await session.check().exitCode
        }
    }

    private func opened() async throws -> Session {
        let context = try ScapContext(scap, place: place, policy: policy)
        let sets = try context.sets(scap.sets, isBuild: false)
        if scope != nil, context.files.deployments == nil {
            throw CommandFailure(
                .usage, "--scope needs the deployments file: --deployments FILE, or scap.deployments in blobgate.yaml")
        }
        let folder = stateDir ?? context.stateDirectory
        let report = report ?? folder.map { "\($0)/\(ScapBuild.reportName)" }
        guard sets == .rollback || report != nil else {
            throw CommandFailure(
                .configuration,
                "no build report given: set --report FILE, --state-dir DIR, or scap.state-dir in blobgate.yaml; "
                    + "--set rollback needs none")
        }
        return try await context.session(
            report: report, sets: sets, scope: scope, command: .scapVerify, moment: .unknown)
    }
}
