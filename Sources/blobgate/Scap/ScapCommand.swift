import ArgumentParser

/// `blobgate scap`: the gate for deploys with scap.
struct ScapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scap",
        abstract: "Gate a deploy with scap: runs after the images are pushed and before anything is deployed.",
        discussion: Examples.of(
            "blobgate scap build -- build-images.py --full",
            "blobgate scap verify --set new",
            after: """
                The paths of scap's files are configured in the section scap of blobgate.yaml. For the setup in scap.cfg, see \
                scap-integration/README.md. Output is plain ASCII regardless of the environment, standard input is never \
                read, and the last lines say what to do next.
                """),
        subcommands: [ScapBuildCommand.self, ScapVerifyCommand.self])
}
