import ArgumentParser
import OCI
import Record
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
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp(
            "Read rendered Kubernetes YAML or JSON: a file, all files of a folder, or - for standard input. Repeatable.",
            valueName: "file|dir"))
    var manifests: [String] = []

    @Option(
        name: .customLong("image-path"),
        help: ArgumentHelp(
            "A place of a custom resource that holds an image, such as MyJob:spec.steps[].image. Repeatable.",
            valueName: "kind:path"))
    var imagePaths: [String] = []

    @OptionGroup var rendering: RenderOptions

    @Option(
        help: ArgumentHelp(
            "Read what the values of a chart say of images, which may not be all; a,b lays b over a. Repeatable.",
            valueName: "file"))
    var values: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read the images of a Compose file's services; - is standard input. Repeatable.", valueName: "file"))
    var compose: [String] = []

    @Option(
        name: .customLong("oci-layout"),
        help: ArgumentHelp(
            "Hash the image in this folder (OCI image layout), and prove that its name leads to it on every backend. "
                + "Repeatable.", valueName: "[reference=]folder"))
    var layouts: [String] = []

    @Option(
        name: .customLong("archive"),
        help: ArgumentHelp(
            "The same for a tar archive: docker save, docker-archive, oci-archive. Repeatable.",
            valueName: "[reference=]file"))
    var archives: [String] = []

    @Option(
        name: .customLong("pins"),
        help: ArgumentHelp(
            "Refuse where a name of the release leads to another digest than this file says, on any backend; a file that --pin "
                + "wrote. Alone it is the release. Repeatable.", valueName: "file"))
    var pins: [String] = []

    @Option(
        name: .customLong("rollback"),
        help: ArgumentHelp(
            "Prove also what the deploy returns to when it fails, and report it apart. "
                + "\(ReleaseInput.expected) Repeatable.", valueName: "[kind=]input"))
    var rollback: [String] = []

    @Option(texts: Settings.release.platforms) var platforms: [String]
    @Option(Settings.release.defaultRegistry) var defaultRegistry: RegistryName?
    @Flag(Settings.release.strictNames) var strictNames: Bool

    /// Everything that the command line names.
    var inputs: [ReleaseInput] {
        let named: [(ReleaseInput.Kind, [String])] = [
            (.reference, references), (.list, lists), (.manifests, manifests), (.helm, rendering.helm),
            (.helmfile, rendering.helmfile), (.kustomize, rendering.kustomize), (.values, values), (.compose, compose),
            (.layout, layouts),
            (.archive, archives),
        ]
        return named.flatMap { kind, texts in texts.map { ReleaseInput(kind, $0) } }
            + rollback.map { ReleaseInput(parsing: $0, set: .rollback) }
    }

    /// The places that `--image-path` names; validation has read them before.
    var parsedImagePaths: [ImagePath] { imagePaths.compactMap { try? ImagePath(parsing: $0) } }

    func validateInputs() throws {
        for text in imagePaths {
            do {
                _ = try ImagePath(parsing: text)
            } catch {
                throw ValidationError("--image-path: \(error)")
            }
        }
        if strictNames, defaultRegistry != nil {
            throw ValidationError("--strict-names and --default-registry contradict each other")
        }
        try rendering.validate(for: Set(inputs.map(\.kind)))
        guard !pins.isEmpty || inputs.contains(where: { $0.set == .new }) else {
            throw ValidationError(
                "Nothing to check: name image references, a file of them with --from, or a release in one of its forms, "
                    + "such as --file MANIFESTS, --helm CHART or --compose FILE.")
        }
        try validateNames()
        _ = try Settings.release.platforms.parse(platforms)
    }
}

extension ReleaseOptions {
    /// What is named must have a name, which an unset variable has not, and standard input can be read once.
    private func validateNames() throws {
        let named: [(String, [String])] = [
            ("--from", lists), ("--file", manifests), ("--helm", rendering.helm), ("--helmfile", rendering.helmfile),
            ("--kustomize", rendering.kustomize), ("--values", values), ("--compose", compose),
            ("--oci-layout", layouts), ("--archive", archives), ("--pins", pins), ("--rollback", rollback),
        ]
        if let empty = named.first(where: { $0.1.contains("") }) {
            throw ValidationError("\(empty.0) \"\": the name is empty")
        }
        for text in rollback where !ReleaseInput(parsing: text, set: .rollback).isUnderstood {
            throw ValidationError(
                "--rollback: \"\(text.escapedASCII(limit: 80))\" begins with no kind of input that is known; expected "
                    + "KIND=INPUT with one of \(ReleaseInput.kinds), or a reference")
        }
        let fromInput = inputs.filter { $0.kind != .reference && $0.text == "-" }.count + pins.count { $0 == "-" }
        guard fromInput <= 1 else {
            throw ValidationError(
                "- stands \(fromInput) times: standard input can be read once; name files for the others")
        }
    }
}

extension ReleaseInput {
    /// What `--rollback` takes, for its help.
    fileprivate static var expected: String {
        "A reference, or another input by its kind (\(kinds)), such as \(Kind.list.rawValue)=FILE."
    }

    fileprivate static var kinds: String { Kind.allCases.map(\.rawValue).joined(separator: ", ") }

    /// No reference has an equals sign: what stands before it was meant for a kind.
    fileprivate var isUnderstood: Bool { kind != .reference || !text.contains("=") }
}
