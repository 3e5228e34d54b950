import ArgumentParser
import Lab
import OCI
import Support

extension LabCommand {
    struct Break: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Break one thing.",
            subcommands: [
                Flip.self, Zero.self, Truncate.self, Swap.self, RemoveBlob.self, RemoveLink.self, RemoveTag.self,
                CorruptStorage.self, StopBackend.self, StopRegistry.self,
            ])
    }

    /// A position in a cached blob.
    struct CacheArguments: ParsableArguments {
        @OptionGroup var lab: LabArguments
        @OptionGroup var blob: BlobArguments

        @Option(help: "The backend: front1, front2 or front3.")
        var backend: LabBackend

        @Option(help: "The offset in the blob, in bytes.")
        var offset: Int64 = 0

        @Flag(help: "Pull the blob from the backend first, so that it is cached.")
        var warm = false

        func found() async throws -> (RunningLab, BuiltBlob) {
            let lab = try lab.lab()
            let blob = try blob.blob(in: lab)
            if warm { try await lab.pull(blob, from: backend) }
            return (lab, blob)
        }
    }

    struct Flip: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Flip the lowest bit of one byte in a cached slice.")
        @OptionGroup var at: CacheArguments

        func run() async throws {
            let (lab, blob) = try await at.found()
            try lab.flip(blob, at: at.offset, on: at.backend)
            print("flipped: byte \(at.offset) of \(blob) on \(at.backend)")
        }
    }

    struct Zero: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Overwrite a run of bytes in cached slices with zeros.")
        @OptionGroup var at: CacheArguments

        @Option(help: "The number of bytes.")
        var length: Int64 = 4096

        func run() async throws {
            let (lab, blob) = try await at.found()
            try lab.zero(blob, at: at.offset, length: length, on: at.backend)
            print("zeroed: \(length) bytes from \(at.offset) of \(blob) on \(at.backend)")
        }
    }

    struct Truncate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Truncate a cached slice at an offset of the blob.")
        @OptionGroup var at: CacheArguments

        func run() async throws {
            let (lab, blob) = try await at.found()
            try lab.truncate(blob, at: at.offset, on: at.backend)
            print("truncated: the slice with byte \(at.offset) of \(blob) on \(at.backend)")
        }
    }

    struct Swap: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace a cached slice with another cached slice of the blob.")
        @OptionGroup var at: CacheArguments

        @Option(help: "An offset in the slice to copy from.")
        var source: Int64

        func run() async throws {
            let (lab, blob) = try await at.found()
            try lab.replaceSlice(of: blob, at: at.offset, withSliceAt: source, on: at.backend)
            print(
                "replaced: the slice with byte \(at.offset) of \(blob) on \(at.backend) with the one with byte \(source)"
            )
        }
    }
}
