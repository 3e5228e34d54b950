import ArgumentParser
import Lab
import OCI
import Support

extension LabCommand {
    struct Heal: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Undo a break.",
            subcommands: [HealCache.self, HealStorage.self, StartBackend.self, StartRegistry.self, HealAll.self])
    }

    struct HealCache: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cache", abstract: "Remove a blob from a backend's cache; the next pull fetches it again.")
        @OptionGroup var arguments: LabArguments
        @OptionGroup var at: BlobArguments

        @Option(help: "The backend: front1, front2 or front3.")
        var backend: LabBackend

        func run() throws {
            let lab = try arguments.lab()
            let blob = try at.blob(in: lab)
            try lab.evict(blob, on: backend)
            print("healed: removed \(blob) from the cache of \(backend)")
        }
    }

    struct HealStorage: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "storage", abstract: "Restore blobs that were corrupted in or removed from the storage.")
        @OptionGroup var arguments: LabArguments

        func run() throws {
            try arguments.lab().healStorage()
            print("healed: storage restored")
        }
    }

    struct StartBackend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Start a stopped backend.")
        @OptionGroup var arguments: LabArguments

        @Option(help: "The backend: front1, front2 or front3.")
        var backend: LabBackend

        func run() async throws {
            try await arguments.lab().startBackend(backend)
            print("started: \(backend)")
        }
    }

    struct StartRegistry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Start the stopped registry.")
        @OptionGroup var arguments: LabArguments

        func run() async throws {
            try await arguments.lab().startRegistry()
            print("started: the registry")
        }
    }

    struct HealAll: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "all", abstract: "Reset: storage intact, everything running, all caches cold.")
        @OptionGroup var arguments: LabArguments

        func run() async throws {
            try await arguments.lab().healAll()
            print("healed: everything")
        }
    }

    struct Purge: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Empty a backend's cache.")
        @OptionGroup var arguments: LabArguments

        @Option(help: "The backend: front1, front2 or front3.")
        var backend: LabBackend

        func run() throws {
            try arguments.lab().purge(backend)
            print("purged: the cache of \(backend)")
        }
    }
}
