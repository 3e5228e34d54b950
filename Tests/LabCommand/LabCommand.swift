import ArgumentParser
package import Lab

/// `blobgate-lab`: manual control of the test lab.
@main struct LabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blobgate-lab",
        abstract: "A local docker-registry behind three caching nginx backends, for breaking on purpose.",
        subcommands: [Up.self, Down.self, Status.self, Images.self, Break.self, Heal.self, Purge.self])
}

extension LabBackend: ExpressibleByArgument {}
