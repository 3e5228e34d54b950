import ArgumentParser

/// The files of other platforms that start containers.
struct PlatformFileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the images that docker stack deploy would pull; a,b merges b over a. Repeatable.", valueName: "file"))
    var stack: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read the images of an Amazon ECS task definition (JSON, or a CloudFormation template). Repeatable.",
            valueName: "file"))
    var ecs: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read the images of a Nomad job in JSON, as nomad job run -output prints it. Repeatable.",
            valueName: "file"))
    var nomad: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read the images of Podman Quadlet units: a file, or all units in a folder. Repeatable.",
            valueName: "file|dir"))
    var quadlet: [String] = []
}
