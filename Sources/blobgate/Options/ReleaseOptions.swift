import ArgumentParser
import OCI
import Release

/// Which images are meant.
struct ReleaseOptions: ParsableArguments {
    @Argument(help: "Image references: [registry[:port]/]path[:tag][@digest].") var references: [String] = []

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Read references from a file, one a line, # starts a comment; - is standard input. Repeatable.",
            valueName: "file"))
    var lists: [String] = []

    @Option(
        help: ArgumentHelp(
            "Run helm template on a chart, with the arguments after --, and read what it prints. Repeatable.",
            valueName: "chart"))
    var helm: [String] = []

    @Option(
        help: ArgumentHelp(
            "Run helmfile template on a file or folder, with the arguments after --, and read what it prints. Repeatable.",
            valueName: "file"))
    var helmfile: [String] = []

    @Option(name: [.customShort("e"), .long], help: ArgumentHelp("The environment of --helmfile.", valueName: "name"))
    var environment: String?

    @Option(
        help: ArgumentHelp(
            "Run kustomize build (or kubectl kustomize) on a folder, and read what it prints. Repeatable.",
            valueName: "folder"))
    var kustomize: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read what the values of a chart say of images, which may not be all; a,b lays b over a. Repeatable.",
            valueName: "file"))
    var values: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read the images of a Compose file's services; - is standard input. Repeatable.", valueName: "file"))
    var compose: [String] = []

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("After --: arguments for helm template or helmfile template.", valueName: "tool-arguments"))
    var toolArguments: [String] = []

    @Option(
        name: .customLong("rollback"),
        help: ArgumentHelp(
            "Prove also what the deploy returns to when it fails, and report it apart. "
                + "\(ReleaseInput.expected) Repeatable.", valueName: "[kind=]input"))
    var rollback: [String] = []

    @Option(
        name: .customLong("platform"),
        help: ArgumentHelp(
            "Prove only this platform of an index; repeatable. Default: all.", valueName: "os/arch[/variant]"))
    var platforms: [String] = []

    @Option(
        help: ArgumentHelp(
            "The registry of names without one, such as nginx or team/app (default: docker.io).",
            valueName: "host[:port]"))
    var defaultRegistry: String?

    @Flag(help: "Refuse names without a registry: on nodes of other settings they may be other images.")
    var strictNames = false

    /// What holds where nothing is said.
    static var unnamed: ReleaseOptions {
        var options = ReleaseOptions()
        options.references = []
        options.lists = []
        options.helm = []
        options.helmfile = []
        options.environment = nil
        options.kustomize = []
        options.values = []
        options.compose = []
        options.toolArguments = []
        options.rollback = []
        options.platforms = []
        options.defaultRegistry = nil
        options.strictNames = false
        return options
    }

    /// Everything that the command line names.
    var inputs: [ReleaseInput] {
        let named: [(ReleaseInput.Kind, [String])] = [
            (.reference, references), (.list, lists), (.helm, helm), (.helmfile, helmfile), (.kustomize, kustomize),
            (.values, values), (.compose, compose),
        ]
        return named.flatMap { kind, texts in texts.map { ReleaseInput(kind, $0) } }
            + rollback.map { ReleaseInput(parsing: $0, set: .rollback) }
    }

    func validateInputs() throws {
        if strictNames, defaultRegistry != nil {
            throw ValidationError("--strict-names and --default-registry contradict each other")
        }
        if let defaultRegistry, RegistryName(defaultRegistry) == nil {
            throw ValidationError(
                "--default-registry: \"\(defaultRegistry.escapedASCII(limit: 80))\" is not a registry's host[:port]")
        }
        guard inputs.contains(where: { $0.set == .new }) else {
            throw ValidationError(
                "Nothing to check: name image references, a file of them with --from, or a release in one of its forms, "
                    + "such as --helm CHART or --compose FILE.")
        }
        try validateTools()
        for text in platforms {
            do {
                _ = try Platform(parsing: text)
            } catch {
                throw ValidationError("--platform: \(error)")
            }
        }
    }
}

extension ReleaseOptions {
    /// What is given to a tool needs the tool.
    private func validateTools() throws {
        let kinds = Set(inputs.map(\.kind))
        if environment != nil, !kinds.contains(.helmfile) {
            throw ValidationError("-e is the environment of a helmfile; name it with --helmfile FILE")
        }
        guard !toolArguments.isEmpty else { return }
        switch (kinds.contains(.helm), kinds.contains(.helmfile)) {
        case (true, true):
            throw ValidationError(
                "the arguments after -- would go to helm and to helmfile; check their releases one after the other")
        case (false, false):
            throw ValidationError(
                "the arguments after -- are for helm template or helmfile template; name a chart with --helm, or a file "
                    + "with --helmfile")
        default: break
        }
    }
}

extension ReleaseInput {
    /// What `--rollback` takes, for its help.
    fileprivate static var expected: String {
        "A reference, or another input by its kind (\(Kind.allCases.map(\.rawValue).joined(separator: ", "))), such as "
            + "\(Kind.list.rawValue)=FILE."
    }
}
