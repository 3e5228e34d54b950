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
            "Run the builder of images; when it succeeds, prove what it has pushed and what a failed deploy returns to.",
        discussion: """
            The builder gets our standard output and error, standard input from /dev/null, and its arguments as they stand. \
            When it fails, its status is passed on and nothing is verified. The report of the build is found by the label \
            \(ScapBuild.stateLabel) among its arguments.
            """)

    @OptionGroup(title: "Scap") var scap: ScapOptions
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @OptionGroup(title: "Policy") var policy: PolicyOptions
    @Argument(parsing: .postTerminator, help: "After --: the builder and its arguments.") var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError(
                "Nothing to run: name the builder after --, as in blobgate scap build -- build-images.py")
        }
    }

    func execute() async throws -> ExitCode {
        try await ScapEnding.told(.beforeDeploy) {
            let control = RunControl()
            let session = try await EarlyEnd("scap build", try scap.reports).told { try await built(control) }
            return try await session.check(control: control).exitCode
        }
    }

    private func built(_ control: RunControl) async throws -> Session {
        // What is wrong with files and flags is said before minutes of building, not after.
        let context = try ScapContext(scap, place: place, policy: policy)
        guard let folder = ScapBuild.stateDirectory(in: command) else {
            throw CommandFailure(
                .input,
                "the builder's arguments have no --label \(ScapBuild.stateLabel)=DIR, so nobody could say which images it "
                    + "builds. Nothing was built. Does this scap still append it?")
        }
        let started = FileClock.now
        let signals = BuildSignals()
        try await BuilderProcess(command).run(signals)
        signals.end(control)
        let report = "\(folder)/\(ScapBuild.reportName)"
        let notices =
            FileClock.isOlder(report, than: started)
            ? [
                "\(report.escapedASCII(limit: 400)) was not written by this build: scap goes by it, and so does this gate"
            ]
            : []
        return try await context.session(
            report: report, sets: try context.sets(scap.sets, isBuild: true), scope: nil, command: .scapBuild,
            moment: .beforeDeploy, notices: notices)
    }
}
