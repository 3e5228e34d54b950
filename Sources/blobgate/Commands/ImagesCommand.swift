import ArgumentParser
import Gate
import Record
import Release

/// `blobgate images`: lists what a release would pull, without contacting a registry.
struct ImagesCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "images",
        abstract: "List the images that a release would pull, and where each is used; contacts no registry.",
        discussion: Examples.of(
            "blobgate images --compose compose.yaml",
            "blobgate images --file rendered/ --output list",
            after: """
                Takes the inputs of check. Proves nothing: exit status 0 means that all inputs were read.
                """))

    @OptionGroup var release: ReleaseOptions
    @Option(Settings.place.config) var config: String?
    @Option(
        help: ArgumentHelp(
            "text, json, or list: one reference on each line, for --from (default: text).", valueName: "format"))
    var output: Form?

    /// Output formats.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
        case list
    }

    func validate() throws {
        try release.validateInputs()
        try Settings.place.config.validate(config)
    }

    func execute() async throws -> ExitCode {
        let setup = try Setup(place: try PlaceOptions.of(config: config))
        Session.watchInputs(setup)
        defer { LastResort.shared.disarm() }
        let reader = try setup.reader(of: release)
        let reading = try await reader.read(release.inputs, pins: release.pins, also: try setup.also(release))
        let list = ImageList(reading)
        switch output ?? .text {
        case .text: Standard.output(list.text)
        case .json: Standard.output(list.json)
        case .list: Standard.output(list.plain)
        }
        return .verified
    }
}
