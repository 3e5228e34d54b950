import ArgumentParser
import OCI
import Record
import Release

/// The images to check.
struct ReleaseOptions: ParsableArguments {
    @Argument(help: "Image references: [registry[:port]/]path[:tag][@digest].") var references: [String] = []

    @OptionGroup(title: "Release from files") var files: FileInputOptions
    @OptionGroup(title: "Release from Helm and kustomize") var rendering: RenderOptions
    @OptionGroup(title: "Release from Compose and other platforms") var composing: ComposeOptions
    @OptionGroup(title: "Release from Compose and other platforms") var platformFiles: PlatformFileOptions
    @OptionGroup(title: "What the names must lead to") var content: ContentOptions
    @OptionGroup(title: "The way back") var back: RollbackOptions
    @OptionGroup(title: "Names and platforms") var naming: NameOptions

    private var lists: [String] { files.lists }
    private var manifests: [String] { files.manifests }
    private var imagePaths: [String] { files.imagePaths }
    private var values: [String] { files.values }
    private var layouts: [String] { content.layouts }
    private var archives: [String] { content.archives }
    private var rollback: [String] { back.rollback }

    /// The files of `--pins`.
    var pins: [String] { content.pins }
    /// The values of `--platform`.
    var platforms: [String] { naming.platforms }
    var defaultRegistry: RegistryName? { naming.defaultRegistry }
    var strictNames: Bool { naming.strictNames }

    /// All inputs on the command line.
    var inputs: [ReleaseInput] {
        let named: [(ReleaseInput.Kind, [String])] = [
            (.reference, references), (.list, lists), (.manifests, manifests), (.helm, rendering.helm),
            (.helmfile, rendering.helmfile), (.kustomize, rendering.kustomize), (.values, values),
            (.compose, composing.compose), (.composeConfig, composing.composeConfig), (.stack, platformFiles.stack),
            (.ecs, platformFiles.ecs), (.nomad, platformFiles.nomad), (.quadlet, platformFiles.quadlet),
            (.layout, layouts), (.archive, archives),
        ]
        return named.flatMap { kind, texts in texts.map { ReleaseInput(kind, $0) } }
            + rollback.map { ReleaseInput(parsing: $0, set: .rollback) }
    }

    /// The values of `--image-path`; validation has parsed them before.
    var parsedImagePaths: [ImagePath] { imagePaths.compactMap { try? ImagePath(parsing: $0) } }

    /// - Parameter hasOthers: Whether the command has inputs besides these.
    func validateInputs(hasOthers: Bool = false) throws {
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
        try composing.validate(for: Set(inputs.map(\.kind)))
        guard hasOthers || !pins.isEmpty || inputs.contains(where: { $0.set == .new }) else {
            throw ValidationError(
                "Nothing to check: give image references, a file of references with --from, or a release, such as "
                    + "--file MANIFESTS, --helm CHART or --compose FILE.")
        }
        try validateNames()
        _ = try Settings.release.platforms.parse(platforms)
    }
}

extension ReleaseOptions {
    /// Rejects empty names, as from unset shell variables, and a second use of standard input.
    private func validateNames() throws {
        let named: [(String, [String])] = [
            ("--from", lists), ("--file", manifests), ("--helm", rendering.helm), ("--helmfile", rendering.helmfile),
            ("--kustomize", rendering.kustomize), ("--values", values), ("--compose", composing.compose),
            ("--compose-config", composing.composeConfig), ("--env-file", composing.environmentFiles),
            ("--profile", composing.profiles), ("--stack", platformFiles.stack), ("--ecs", platformFiles.ecs),
            ("--nomad", platformFiles.nomad), ("--quadlet", platformFiles.quadlet),
            ("--oci-layout", layouts), ("--archive", archives), ("--pins", pins), ("--rollback", rollback),
        ]
        if let empty = named.first(where: { $0.1.contains("") }) {
            throw ValidationError("\(empty.0) \"\": empty name")
        }
        for text in rollback where !ReleaseInput(parsing: text, set: .rollback).isUnderstood {
            throw ValidationError(
                "--rollback: \"\(text.hidingPassword.escapedASCII(limit: 80))\" has an unknown kind of input; expected "
                    + "KIND=INPUT with one of \(ReleaseInput.kinds), or a reference")
        }
        if composing.composeConfig.contains("-") {
            throw ValidationError("--compose-config -: docker compose config has no standard input here; give a file")
        }
        try rejectPaths()
        let fromInput = inputs.filter { $0.kind != .reference && $0.text == "-" }.count + pins.count { $0 == "-" }
        guard fromInput <= 1 else {
            throw ValidationError(
                "- is used \(fromInput) times, but standard input can be read only once; use files for the others")
        }
    }
}

extension ReleaseOptions {
    private static let mostPaths = 5

    /// Rejects files and folders in the place of references: a registry would be asked for an image of that name.
    private func rejectPaths() throws {
        let paths =
            references.compactMap { PathReference($0)?.message() } + rollback.compactMap { Self.mistakenRollback($0) }
        guard !paths.isEmpty else { return }
        let rest = paths.count - Self.mostPaths
        let lines = Array(paths.prefix(Self.mostPaths)) + (rest > 0 ? ["and \(rest) more"] : [])
        throw ValidationError(lines.joined(separator: "\n"))
    }

    /// Why a path without a kind is not what `--rollback` reads as manifests; `nil` if it is, or is unknown.
    private static func mistakenRollback(_ text: String) -> String? {
        let input = ReleaseInput(parsing: text, set: .rollback)
        switch input.kind {
        case .reference: return PathReference(input.text)?.message(in: .rollback)
        case .manifests where input.text == text:
            // A folder with a kustomization may also have rendered manifests.
            let kept: [InputGuess] = [.input(.manifests, path: text), .input(.kustomize, path: text), .yaml]
            guard let guess = InputGuess.of(text), !kept.contains(guess) else { return nil }
            return "--rollback \(text.escapedASCII(limit: 200)): \(guess.advice(for: text, in: .rollback))"
        default: return nil
        }
    }
}

extension ReleaseInput {
    /// The values of `--rollback`, for its help.
    static var expected: String {
        "A reference, or KIND=INPUT with one of \(kinds), such as \(Kind.list.rawValue)=FILE."
    }

    fileprivate static var kinds: String { Kind.allCases.map(\.rawValue).joined(separator: ", ") }

    /// References contain no equals sign, so the text before one was meant as a kind.
    fileprivate var isUnderstood: Bool { kind != .reference || !text.contains("=") }
}
