import ArgumentParser

/// The content that the names of a release must lead to.
struct ContentOptions: ParsableArguments {
    @Option(
        name: .customLong("oci-layout"),
        help: ArgumentHelp(
            "Hash the image in this folder (OCI image layout), and prove that its name resolves to it on every backend. "
                + "Repeatable.", valueName: "[reference=]folder"))
    var layouts: [String] = []

    @Option(
        name: .customLong("archive"),
        help: ArgumentHelp(
            "The same for a tar archive (docker save, docker-archive, oci-archive). Repeatable.",
            valueName: "[reference=]file"))
    var archives: [String] = []

    @Option(
        name: .customLong("pins"),
        help: ArgumentHelp(
            "A file written by --pin: refuse if a name of the release resolves to a different digest on any backend. "
                + "Without other inputs, the file is the release. Repeatable.", valueName: "file"))
    var pins: [String] = []
}
