import ArgumentParser
import Record

/// Where to look, and where to remember.
struct PlaceOptions: ParsableArguments {
    @Option(Settings.place.config) var config: String?

    @Option(
        name: .customLong("backend"),
        help: ArgumentHelp(
            "A backend of the release's one registry; repeatable, in place of the configured ones. "
                + "ADDRESS is [http://]HOST[:PORT].", valueName: "name=address"))
    var backends: [String] = []

    @Option(Settings.place.authfile) var authfile: String?

    @Option(
        name: .customLong("mirrors"),
        help: ArgumentHelp(
            "Files of the nodes whose mirrors to prove: containerd=FOLDER of HOST/hosts.toml, or containers=FILE, a "
                + "registries.conf; in place of the configured ones. For registries whose backends nobody names.",
            valueName: "kind=path"))
    var mirrors: [String] = []

    @OptionGroup var ledger: LedgerPathOption

    /// Only a configuration file, or none, is named.
    static func of(config: String?, ledger: LedgerPathOption? = nil) throws -> PlaceOptions {
        var place = try PlaceOptions.parse([])
        place.config = config
        if let ledger { place.ledger = ledger }
        return place
    }

    func validate() throws {
        try Settings.place.config.validate(config)
        try Settings.place.authfile.validate(authfile)
        do {
            _ = try NodeFiles(flags: mirrors)
        } catch let failure as CommandFailure {
            throw ValidationError(failure.message)
        }
    }
}

/// Which ledger is meant.
struct LedgerPathOption: ParsableArguments {
    @Option(Settings.place.ledger, default: "the configuration's, else \(Settings.place.ledger.defaultText)")
    var path: String?

    func validate() throws { try Settings.place.ledger.validate(path) }
}
