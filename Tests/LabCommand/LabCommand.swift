import ArgumentParser
package import Lab

/// `blobgate-lab`: the lab of the tests, by hand.
@main struct LabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blobgate-lab",
        abstract: "A docker-registry behind three caching nginx backends, on this machine, to break on purpose.",
        subcommands: [
            Up.self, Down.self, Status.self, Images.self, Break.self, Heal.self, Purge.self, Bench.self,
            ManifestBench.self, FaultBench.self,
        ])
}

extension LabBackend: ExpressibleByArgument {}
