import ArgumentParser

/// Files that list the images of a release.
struct FileInputOptions: ParsableArguments {
    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Read references from a file, one per line; # starts a comment; - is standard input. Repeatable.",
            valueName: "file"))
    var lists: [String] = []

    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp(
            "Read rendered Kubernetes YAML or JSON: a file, all files in a folder, or - for standard input. Repeatable.",
            valueName: "file|dir"))
    var manifests: [String] = []

    @Option(
        name: .customLong("image-path"),
        help: ArgumentHelp(
            "A field of a custom resource that contains an image, such as MyJob:spec.steps[].image. Repeatable.",
            valueName: "kind:path"))
    var imagePaths: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read images from the values of a chart, which may not list all of them; a,b merges b over a. Repeatable.",
            valueName: "file"))
    var values: [String] = []
}
