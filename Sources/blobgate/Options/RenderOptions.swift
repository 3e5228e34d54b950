import ArgumentParser
import Record
import Release

/// Inputs that the user's own tools render.
struct RenderOptions: ParsableArguments {
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
        name: .customLong("tool-argument"),
        help: ArgumentHelp(
            "An argument for helm template or helmfile template. All that stands after -- are such arguments. Repeatable.",
            valueName: "argument"))
    var toolArguments: [String] = []

    /// The command line with what stands after `--` given as options of its own: the parser takes it for references.
    static func spreading(_ arguments: [String]) -> [String] {
        guard ["check", "plan"].contains(arguments.first), let end = arguments.firstIndex(of: "--") else {
            return arguments
        }
        return arguments[..<end] + arguments[(end + 1)...].map { "--tool-argument=\($0)" }
    }

    /// What is given to a tool needs the tool.
    func validate(for kinds: Set<ReleaseInput.Kind>) throws {
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
