import ArgumentParser
import Gate
import Record

/// `blobgate plan`: shows what `check` would pull.
struct PlanCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what check would pull and what is already proven; pulls no blobs.",
        discussion: Examples.of(
            "blobgate plan --from images.txt",
            "blobgate plan --helm ./web -- -f prod.yaml"))

    @OptionGroup var release: ReleaseOptions
    @OptionGroup(title: "Shard") var shard: ShardOption
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @OptionGroup(title: "Policy") var policy: PolicyOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try release.validateInputs()
        try output.validateOutputs()
    }

    func execute() async throws -> ExitCode {
        try UsedFiles(place, release).check(output)
        let session = try await EarlyEndReporter("plan", output).reportingFailure {
            try await Session.open(release: release, shard: shard, place: place, policy: policy, output: output)
        }
        return try await session.plan().exitCode
    }
}
