import ArgumentParser
import Diagnosis
import Foundation
import Gate
import OCI
import Record
import Release
import Report

/// `blobgate diagnose`: examines one image or one blob on all backends.
struct DiagnoseCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnose",
        abstract:
            "Read one blob, or every blob of an image, from all backends: which bytes are wrong, why, what to do.",
        discussion: """
            Takes an image reference, for every blob of the image, or a digest such as sha256:..., for one blob or manifest. \
            The registry and repository of a digest come from the ledger, or from --registry and --repository. A digest \
            may be abbreviated, as in reports, if the ledger knows only one with that start.

            Reuses no proofs. Unlike check, which goes on to the other backends only after the first one was good, it reads \
            from all backends; if the storage is bad, this fills their caches from it. The report has a map of each blob on \
            each backend. Content that verifies counts as proven for later runs.

            --backend NAME, without an address, selects one of the known backends.

            EXAMPLES
              blobgate diagnose registry.example.org/app/web:1.4
              blobgate diagnose sha256:2f5c7d8e9a10 --backend registry1004
              blobgate diagnose sha256:2f5c7d8e9a10 --save-good layer.blob
            """)

    private static let severalBlobs =
        "--save-good: an image has several blobs: give an existing folder, or select one blob with --digest"

    @Argument(help: ArgumentHelp("An image reference, or the digest of a blob or manifest.", valueName: "image|digest"))
    var subject: String
    @OptionGroup(title: "What to read") var wanted: ContentPlaceOptions
    @OptionGroup(title: "Output") var save: SaveOption
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @OptionGroup(title: "Policy") var effort: EffortOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try output.validateOutputs()
        if let digest {
            do { _ = try DigestArgument(parsing: digest) } catch { throw ValidationError("--digest: \(error)") }
        }
        if let registry, RegistryName(registry) == nil {
            let shown = registry.hidingPassword.escapedASCII(limit: 80)
            throw ValidationError("--registry: \"\(shown)\" is not a host[:port]")
        }
        if let repository, RepositoryName(repository) == nil {
            throw ValidationError(
                "--repository: \"\(repository.escapedASCII(limit: 80))\" is not a repository name")
        }
        _ = try Settings.release.platforms.parse(platforms)
        do throws(DigestError) {
            _ = try DigestArgument.meant(by: subject)
        } catch {
            throw ValidationError("\"\(subject.hidingPassword.escapedASCII(limit: 200))\": \(error)")
        }
        if bareDigest == nil {
            if let path = PathReference(subject) { throw ValidationError(path.messageForOne) }
            guard registry == nil, repository == nil else {
                throw ValidationError("--registry and --repository require a digest, not an image reference")
            }
            guard save.path == nil || digest != nil || save.isFolder || subject.contains("@") else {
                throw ValidationError(Self.severalBlobs)
            }
        } else if digest != nil {
            throw ValidationError("--digest requires an image reference, not a digest")
        }
    }

    func execute() async throws -> ExitCode {
        try UsedFiles(place).check(output)
        let early = EarlyEndReporter("diagnose", output)
        let (session, wanted) = try await early.reportingFailure { try await opened() }
        let run = try await session.check { run in
            guard let wanted, run.exitCode == .verified, !run.overview.contains(where: { $0.digest == wanted }) else {
                return
            }
            let failure = CommandFailure(
                .input,
                "\(subject.hidingPassword.escapedASCII(limit: 200)) does not use \(wanted); nothing was checked")
            early.tell(failure)
            throw failure
        }
        if let path = save.path, let wanted,
            !run.overview.contains(where: { $0.digest == wanted && $0.savedCopy != nil })
        {
            let limits = run.overview.filter { $0.digest == wanted }.flatMap(\.limits)
            let why = limits.last.map { ": \(DiagnosisWords.text($0.wrappedValue).escapedASCII(limit: 400))" } ?? ""
            Standard.error("blobgate: no good copy was saved to \(path.escapedASCII(limit: 200))\(why)\n")
            return run.exitCode == .verified ? .software : run.exitCode
        }
        return run.exitCode
    }

    private func opened() async throws -> (session: Session, wanted: Digest?) {
        let (session, wanted) = try await Session.diagnose(self)
        if save.path != nil, wanted == nil, !save.isFolder { throw CommandFailure(.usage, Self.severalBlobs) }
        if let path = save.path, let wanted,
            await BlockingWork.run({ SavedCopyPath.holdsOther(than: wanted, at: path) })
        {
            throw CommandFailure(
                .usage,
                "--save-good \(path.escapedASCII(limit: 200)): exists with other content; nothing is replaced"
            )
        }
        return (session, wanted)
    }

    var digest: String? { wanted.digest }
    var registry: String? { wanted.registry }
    var repository: String? { wanted.repository }
    var platforms: [String] { wanted.platforms }

    /// Which content of an image, or where to read a digest from.
    struct ContentPlaceOptions: ParsableArguments {
        @Option(help: ArgumentHelp("Only this blob or manifest of the image.", valueName: "digest")) var digest: String?
        @Option(help: ArgumentHelp("The registry to read the digest from.", valueName: "host[:port]")) var registry:
            String?
        @Option(help: ArgumentHelp("The repository to read the digest from.", valueName: "name")) var repository:
            String?
        @Option(texts: Settings.release.platforms, help: "Only this platform of an index") var platforms: [String]
    }

    /// The digest, if the subject is a digest rather than an image reference.
    var bareDigest: DigestArgument? { try? DigestArgument.meant(by: subject) }
}
