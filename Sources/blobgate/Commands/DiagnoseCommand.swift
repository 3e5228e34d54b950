import ArgumentParser
import Diagnosis
import Foundation
import Gate
import OCI
import Record
import Report

/// `blobgate diagnose`: the closer look on demand.
struct DiagnoseCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnose",
        abstract: "Read one blob, or every blob of one image, from all backends: where it is wrong, why, what to do.",
        discussion: """
            Takes a reference for every blob of an image, or a digest, such as sha256:..., for one blob or manifest. Where a \
            digest is from is taken from the ledger, unless --registry and --repository say it.

            Nothing is reused, and unlike check, which asks the others only when the first backend was good, it reads all \
            backends: where the storage is bad, their caches are filled from it. The report shows a map of each blob \
            on each backend. What is read right counts as proven for later runs.

            --backend NAME alone, without an address, means that one of the known backends.

            EXAMPLES
              blobgate diagnose registry.example.org/app/web:1.4
              blobgate diagnose sha256:2f5c... --backend registry1004
              blobgate diagnose sha256:2f5c... --save-good layer.blob
            """)

    private static let severalBlobs =
        "--save-good: an image has several blobs: name a folder that exists, or one of them with --digest"

    @Argument(help: ArgumentHelp("An image reference, or the digest of a blob or manifest.", valueName: "image|digest"))
    var subject: String
    @Option(help: ArgumentHelp("Only this blob or manifest of the image.", valueName: "digest")) var digest: String?
    @Option(help: ArgumentHelp("The registry to ask for the digest.", valueName: "host[:port]")) var registry: String?
    @Option(help: ArgumentHelp("The repository to ask for the digest under.", valueName: "name")) var repository:
        String?
    @Option(texts: Settings.release.platforms, help: "Only this platform of an index") var platforms: [String]
    @OptionGroup var save: SaveOption
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @OptionGroup(title: "Policy") var effort: EffortOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try output.validateOutputs()
        if let digest {
            do { _ = try Digest(parsing: digest) } catch { throw ValidationError("--digest: \(error)") }
        }
        if let registry, RegistryName(registry) == nil {
            throw ValidationError("--registry: \"\(registry.escapedASCII(limit: 80))\" is not a host[:port]")
        }
        if let repository, RepositoryName(repository) == nil {
            throw ValidationError(
                "--repository: \"\(repository.escapedASCII(limit: 80))\" is not the name of a repository")
        }
        _ = try Settings.release.platforms.parse(platforms)
        if Digest.isMeant(by: subject) {
            do {
                _ = try Digest(parsing: subject)
            } catch {
                throw ValidationError("\"\(subject.escapedASCII(limit: 200))\": \(error)")
            }
        }
        if bareDigest == nil {
            guard registry == nil, repository == nil else {
                throw ValidationError("--registry and --repository go with a digest, and this is an image reference")
            }
            guard save.path == nil || digest != nil || save.isFolder || subject.contains("@") else {
                throw ValidationError(Self.severalBlobs)
            }
        } else if digest != nil {
            throw ValidationError("--digest goes with an image reference, and this is a digest")
        }
    }

    func execute() async throws -> ExitCode {
        let early = EarlyEnd("diagnose", output)
        let (session, wanted) = try await early.told { try await opened() }
        let run = try await session.check { run in
            guard let wanted, run.exitCode == .verified, !run.overview.contains(where: { $0.digest == wanted }) else {
                return
            }
            let failure = CommandFailure(
                .input, "\(subject.escapedASCII(limit: 200)) does not use \(wanted): nothing was looked at")
            early.tell(failure)
            throw failure
        }
        if let path = save.path, let wanted,
            !run.overview.contains(where: { $0.digest == wanted && $0.savedCopy != nil })
        {
            let limits = run.overview.filter { $0.digest == wanted }.flatMap(\.limits)
            let why = limits.last.map { ": \(DiagnosisWords.text($0.wrappedValue).escapedASCII(limit: 400))" } ?? ""
            Standard.error("blobgate: no right copy was saved as \(path.escapedASCII(limit: 200))\(why)\n")
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
                "--save-good \(path.escapedASCII(limit: 200)): it exists, and holds something else: nothing is replaced"
            )
        }
        return (session, wanted)
    }

    /// The digest, where that is all that is named.
    var bareDigest: Digest? { Digest.isMeant(by: subject) ? try? Digest(parsing: subject) : nil }
}
