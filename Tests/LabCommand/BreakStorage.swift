import ArgumentParser
import Lab
import OCI
import Support

extension LabCommand {
    struct CorruptStorage: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Flip the lowest bit of one byte of a stored blob.")
        @OptionGroup var arguments: LabArguments
        @OptionGroup var at: BlobArguments

        @Option(help: "The offset in the blob, in bytes.")
        var offset: Int64 = 0

        func run() throws {
            let lab = try arguments.lab()
            let blob = try at.blob(in: lab)
            try lab.corruptStorage(blob, at: offset)
            print("corrupted in storage: byte \(offset) of \(blob)")
        }
    }

    struct RemoveBlob: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a blob's bytes from the registry's storage.")
        @OptionGroup var arguments: LabArguments
        @OptionGroup var at: BlobArguments

        @Flag(help: "Also remove it from the caches of all backends.")
        var fromCaches = false

        func run() throws {
            let lab = try arguments.lab()
            let blob = try at.blob(in: lab)
            try lab.removeBlob(blob, fromCaches: fromCaches)
            print("removed from storage\(fromCaches ? " and caches" : ""): \(blob.digest)")
        }
    }

    struct RemoveLink: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove the link from one repository to a blob or manifest.")
        @OptionGroup var arguments: LabArguments
        @OptionGroup var at: BlobArguments

        func run() throws {
            let lab = try arguments.lab()
            let blob = try at.blob(in: lab)
            try lab.removeLink(blob)
            print("unlinked: \(blob)")
        }
    }

    struct RemoveTag: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove the tag of an image.")
        @OptionGroup var arguments: LabArguments

        @Option(help: "The repository, for example app/web.")
        var repository: String

        func run() throws {
            let lab = try arguments.lab()
            let image = try lab.image(repository)
            try lab.removeTag(of: image)
            print("removed: tag \(image.tag) of \(image.repository)")
        }
    }

    struct StopBackend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stop a backend's nginx.")
        @OptionGroup var arguments: LabArguments

        @Option(help: "The backend: front1, front2 or front3.")
        var backend: LabBackend

        func run() async throws {
            try await arguments.lab().stopBackend(backend)
            print("stopped: \(backend)")
        }
    }

    struct StopRegistry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stop the registry behind the backends.")
        @OptionGroup var arguments: LabArguments

        func run() async throws {
            try await arguments.lab().stopRegistry()
            print("stopped: the registry")
        }
    }
}
