import ArgumentParser
import Gate
import Record

/// `blobgate check`: the gate.
struct CheckCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Prove every byte of the images on every backend; refuse if any proof fails.",
        discussion: Examples.of(
            "blobgate check registry.example.org/app/web:1.4",
            "blobgate check --from images.txt --output text --output json=report.json",
            "helm template web ./chart -f prod.yaml | blobgate check -f -",
            "blobgate check --compose compose.yaml --hold 10m",
            "blobgate check --from new.txt --rollback from=previous.txt",
            "blobgate check --backend a=10.0.0.4:443 --backend b=10.0.0.5:443 registry.example.org/app/web:1.4"))

    @OptionGroup var release: ReleaseOptions
    @OptionGroup(title: "Shard") var shard: ShardOption
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @OptionGroup(title: "Policy") var policy: PolicyOptions
    @OptionGroup(title: "Verdict") var verdict: VerdictOptions
    @OptionGroup(title: "Verdict") var save: SaveOption
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var pins: PinOptions
    @OptionGroup(title: "Output") var attest: AttestOptions

    func validate() throws {
        try release.validateInputs()
        try output.validateOutputs()
        try pins.validatePins(beside: output)
        try attest.validateAttestation(beside: output, pins)
    }

    func execute() async throws -> ExitCode {
        try UsedFiles(place, release).check(output, pins: pins.targets, more: attest.written)
        let session = try await EarlyEndReporter("check", output).reportingFailure {
            try await Session.open(
                release: release, shard: shard, place: place, policy: policy, verdict: verdict, output: output,
                saveGood: save.path, pins: pins.targets, attest: attest)
        }
        return try await session.check().exitCode
    }
}
