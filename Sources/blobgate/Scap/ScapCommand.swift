import ArgumentParser

/// `blobgate scap`: the gate as scap starts it.
struct ScapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scap",
        abstract: "Stand in a deploy with scap: after the images are pushed, before anything is deployed.",
        discussion: """
            Which files scap keeps where is said in the section scap of blobgate.yaml; how to put the gate into scap.cfg, \
            in scap-integration/README.md. Output is plain ASCII whatever the environment says, standard input is never \
            read, and the last lines say what to do.
            """,
        subcommands: [ScapBuildCommand.self, ScapVerifyCommand.self])
}
