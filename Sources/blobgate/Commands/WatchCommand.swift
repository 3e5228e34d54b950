import ArgumentParser
import Gate
import Record
import Release
import Report

/// `blobgate watch`: the gate for what is already deployed.
struct WatchCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract:
            "Prove again what is deployed, oldest proof first, round after round; notify when the result changes.",
        discussion: Examples.of(
            "blobgate watch --from /srv/release/images.txt --budget 200G/day --within 7d",
            "blobgate watch --from-command 'kubectl get pods -A -o yaml' --output openmetrics=/var/lib/blobgate/watch.prom",
            after: """
                Every round reads the inputs and the manifests again, and a part of the blobs: those without a proof, those that \
                were faulty, and the oldest proofs, so that every byte is read within --within and never more than --budget. A \
                fault stays open until its content was read again and was right.

                Each round prints one line. --output writes the usual reports of each round to files. A notification is sent when \
                a fault is found, when the last one has healed, and when more than --notify-after rounds in a row are undecided.

                SIGHUP reads the configuration again and starts a round. SIGTERM and SIGINT end the watch: what was proven is kept.
                """))

    @OptionGroup(title: "Release") var release: ReleaseOptions
    @OptionGroup(title: "Rounds and notifications") var watch: WatchOptions
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @OptionGroup(title: "Policy") var policy: PolicyOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try release.validateInputs(hasOthers: !watch.commands.isEmpty)
        try output.validateOutputs()
        if release.inputs.contains(where: { $0.kind != .reference && $0.text == "-" }) || release.pins.contains("-") {
            throw ValidationError(
                "- is standard input, which only the first round could read; give a file or --from-command")
        }
        if let printed = output.output.first(where: { $0.path == nil }) {
            throw ValidationError(
                "--output \(printed.format.rawValue) needs a path: standard output has one line per round")
        }
        if policy.fresh || policy.maxAge != nil {
            throw ValidationError("--fresh and --max-age have no meaning here: --within says how old a proof may be")
        }
        if let depth = policy.depth, !depth.provesBlobs {
            throw ValidationError("--depth \(depth.rawValue) proves no blobs, so there would be nothing to watch")
        }
    }

    func execute() async throws -> ExitCode {
        try UsedFiles(place, release).check(output)
        var watcher = try await EarlyEndReporter("watch", output).reportingFailure { try await Watcher(self) }
        return try await watcher.run()
    }
}
