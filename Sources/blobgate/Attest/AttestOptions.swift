import ArgumentParser
import Attest
import OCI
import Record
import Report

/// Where to write signed verdicts, and the key that signs them.
struct AttestOptions: ParsableArguments {
    @Option(
        name: .customLong("attest"),
        help: ArgumentHelp(
            "After a run that is verified, or overridden, write one signed in-toto statement per image digest to this "
                + "file, as JSON lines. Any other run leaves the file alone. Needs --attest-key.", valueName: "path"))
    var path: String?

    @Option(text: Settings.attest.key) var key: String?

    func validateAttestation(beside output: OutputOptions, _ pins: PinOptions) throws {
        guard let path else {
            if key != nil { throw ValidationError("--attest-key signs nothing without --attest PATH") }
            return
        }
        let shown = "--attest \(path.escapedASCII(limit: 200))"
        // It is written atomically, which a stream cannot guarantee.
        guard !path.isEmpty, path != "-" else { throw ValidationError("\(shown): give a file") }
        if let fault = WrittenFile(path: path).fault { throw ValidationError(shown + fault) }
        let others = output.output.compactMap(\.path) + pins.targets.map(\.path)
        guard OutputOptions.twice(Array(Set(others)) + [path]) == nil else {
            throw ValidationError("\(shown): another report or pin file has the same path; give each its own file.")
        }
    }

    /// What `UsedFiles` has to protect the other files from.
    var written: [UsedFiles.Written] { path.map { [UsedFiles.Written(option: "--attest", path: $0)] } ?? [] }

    /// The writer, with the key read. A key that is missing or unusable ends the command before anything is verified.
    func writer(_ settings: SettingSources) throws -> AttestationWriter? {
        guard let path else { return nil }
        guard let key = try settings.value(Settings.attest.key, key) else {
            throw CommandFailure(
                .usage,
                "--attest needs a key: --attest-key FILE, \(Settings.attest.key.variable ?? "") or attest.key in blobgate.yaml"
            )
        }
        guard WrittenFile(path: path).identity != WrittenFile(path: key).identity else {
            throw CommandFailure(
                .usage,
                "--attest \(path.escapedASCII(limit: 200)): this is the key, and would be replaced; write to another file"
            )
        }
        return AttestationWriter(path: path, key: try KeyFile.signing(key))
    }
}
