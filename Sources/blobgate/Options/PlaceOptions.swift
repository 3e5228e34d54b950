import ArgumentParser

/// Where to look, and where to remember.
struct PlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration file. Default: ./blobgate.yaml, $XDG_CONFIG_HOME/blobgate/blobgate.yaml, "
                + "/etc/blobgate/blobgate.yaml.", valueName: "file"))
    var config: String?

    @Option(
        name: .customLong("backend"),
        help: ArgumentHelp(
            "A backend of the release's one registry; repeatable, in place of the configured ones. "
                + "ADDRESS is [http://]HOST[:PORT].", valueName: "name=address"))
    var backends: [String] = []

    @Option(
        help: ArgumentHelp(
            "The file with credentials, a docker config.json or a podman auth.json, in place of those files.",
            valueName: "file"))
    var authfile: String?

    @Option(
        name: .customLong("mirrors"),
        help: ArgumentHelp(
            "Files of the nodes whose mirrors to prove: containerd=FOLDER of HOST/hosts.toml, or containers=FILE, a "
                + "registries.conf; in place of the configured ones. For registries whose backends nobody names.",
            valueName: "kind=path"))
    var mirrors: [String] = []

    @OptionGroup var ledger: LedgerPathOption

    func validate() throws {
        // Setting a variable to nothing unsets it; an option with nothing is a variable that was not set.
        for (name, value) in [("--config", config), ("--authfile", authfile)] where value?.isEmpty == true {
            throw ValidationError("\(name) \"\": the name is empty")
        }
        do {
            _ = try NodeFiles(flags: mirrors)
        } catch let failure as CommandFailure {
            throw ValidationError(failure.message)
        }
    }
}

/// Which ledger is meant.
struct LedgerPathOption: ParsableArguments {
    @Option(
        name: .customLong("ledger"),
        help: ArgumentHelp(
            "The ledger. Default: the configuration's, else $XDG_STATE_HOME/blobgate/ledger.sqlite.",
            valueName: "path"))
    var path: String?

    func validate() throws {
        if path?.isEmpty == true { throw ValidationError("--ledger \"\": the name is empty") }
    }
}
