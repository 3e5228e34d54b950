import ArgumentParser
import Gate
import OCI
import Record
import Release

/// `blobgate scap build -- CMD ARGS...`: the value of scap's `release_repo_build_and_push_images_cmd`.
struct ScapBuildCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract:
            "Run the image builder; if it succeeds, prove the images it pushed and those a failed deploy rolls back to.",
        discussion: Examples.of(
            "blobgate scap build -- build-images.py --full",
            after: """
                The builder inherits standard output and error unless --escape-output is set, reads standard input from /dev/null, and gets its arguments \
                unchanged. If it fails, blobgate exits with its status and verifies nothing. The build report is located by the \
                label \(ScapBuild.stateLabel) in the builder's arguments.
                """))

    @OptionGroup(title: "Scap") var scap: ScapOptions
    @Flag(Settings.scap.escapeOutput) var escapeOutput: Bool
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @OptionGroup(title: "Policy") var policy: PolicyOptions
    @Argument(parsing: .postTerminator, help: "After --: the builder and its arguments.") var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError(
                "Nothing to run: give the builder after --, as in blobgate scap build -- build-images.py")
        }
    }

    func execute() async throws -> ExitCode {
        try await ScapFailureReport.reportingFailure(.beforeDeploy) {
            let control = RunControl()
            let session = try await EarlyEndReporter("scap build", try scap.reports).reportingFailure {
                try await built(control)
            }
            return try await session.check(control: control).exitCode
        }
    }

    private func built(_ control: RunControl) async throws -> Session {
        // Report faults in files and flags before a build that takes minutes, not after it.
        let context = try ScapContext(scap, place: place, policy: policy)
        guard let folder = ScapBuild.stateDirectory(in: command) else {
            throw CommandFailure(
                .input,
                "the builder's arguments have no --label \(ScapBuild.stateLabel)=DIR, so the images it builds would be "
                    + "unknown. Nothing was built. Does this version of scap still append the label?")
        }
        let started = FileTimes.now
        let signals = BuildSignals()
        try await BuilderProcess(command, escapesOutput: try context.escapesOutput(escapeOutput)).run(signals)
        signals.end(control)
        let report = "\(folder)/\(ScapBuild.reportName)"
        let notices =
            FileTimes.isOlder(report, than: started)
            ? [
                "\(report.escapedASCII(limit: 400)) was not written by this build; scap uses it anyway, and so does this gate"
            ]
            : []
        return try await context.session(
            report: report, sets: try context.sets(scap.sets, isBuild: true), scope: nil, command: .scapBuild,
            moment: .beforeDeploy, notices: notices)
    }
}
