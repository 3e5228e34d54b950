import ArgumentParser
import Record
import Release

/// Inputs rendered by the user's own tools.
struct RenderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Run helm template on a chart, with the arguments after --, and read its output. Repeatable.",
            valueName: "chart"))
    var helm: [String] = []

    @Option(
        help: ArgumentHelp(
            "Run helmfile template on a file or folder, with the arguments after --, and read its output. Repeatable.",
            valueName: "file"))
    var helmfile: [String] = []

    @Option(name: [.customShort("e"), .long], help: ArgumentHelp("The environment for --helmfile.", valueName: "name"))
    var environment: String?

    @Option(
        help: ArgumentHelp(
            "Run kustomize build (or kubectl kustomize) on a folder, and read its output. Repeatable.",
            valueName: "folder"))
    var kustomize: [String] = []

    @Option(
        name: .customLong("tool-argument"),
        help: ArgumentHelp(
            "An argument for helm template or helmfile template, like each argument after --. Repeatable.",
            valueName: "argument"))
    var toolArguments: [String] = []

    /// Turns each argument after `--` into `--tool-argument`; ArgumentParser would take it for a reference.
    static func spreading(_ arguments: [String]) -> [String] {
        guard ["check", "plan", "images", "watch"].contains(arguments.first), let end = arguments.firstIndex(of: "--")
        else {
            return arguments
        }
        return arguments[..<end] + arguments[(end + 1)...].map { "--tool-argument=\($0)" }
    }

    /// Rejects tool arguments without the tool.
    func validate(for kinds: Set<ReleaseInput.Kind>) throws {
        if environment != nil, !kinds.contains(.helmfile) {
            throw ValidationError("-e is the environment of a helmfile; it needs --helmfile FILE")
        }
        guard !toolArguments.isEmpty else { return }
        switch (kinds.contains(.helm), kinds.contains(.helmfile)) {
        case (true, true):
            throw ValidationError(
                "the arguments after -- would go to both helm and helmfile; check the two releases separately")
        case (false, false):
            throw ValidationError(
                "the arguments after -- are for helm template or helmfile template; give a chart with --helm, or a file "
                    + "with --helmfile")
        default: break
        }
    }
}
