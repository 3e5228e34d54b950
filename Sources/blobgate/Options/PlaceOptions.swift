import ArgumentParser
import Record

/// Configuration, backends, credentials and ledger.
struct PlaceOptions: ParsableArguments {
    @Option(Settings.place.config) var config: String?

    @Option(
        name: .customLong("backend"),
        help: ArgumentHelp(
            "A backend of the release's only registry; repeatable; replaces the configured backends. "
                + "ADDRESS is [http://]HOST[:PORT].", valueName: "name=address"))
    var backends: [String] = []

    @Option(Settings.place.authfile) var authfile: String?

    @Option(
        name: .customLong("mirrors"),
        help: ArgumentHelp(
            "Prove the mirrors in these files of the nodes: containerd=FOLDER with HOST/hosts.toml files or containerd's "
                + "config.toml, or containers=FILE, a registries.conf; replaces the configured files. Only for registries without "
                + "configured backends.",
            valueName: "kind=path"))
    var mirrors: [String] = []

    @Flag(Settings.place.allAddresses) var allAddresses: Bool

    @OptionGroup var ledger: LedgerPathOption

    /// Options with only a configuration file and a ledger.
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

/// The path of the ledger.
struct LedgerPathOption: ParsableArguments {
    @Option(Settings.place.ledger, default: "from the configuration, otherwise \(Settings.place.ledger.defaultText)")
    var path: String?

    func validate() throws { try Settings.place.ledger.validate(path) }
}
