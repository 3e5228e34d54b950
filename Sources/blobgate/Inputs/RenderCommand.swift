import OCI
import Release

/// A command that renders manifests.
struct RenderCommand: Hashable, Sendable {
    /// The name of a program in `PATH`, or a path.
    let program: String
    let arguments: [String]
    /// Whether `HELM_BIN` sets the program.
    var isHelm = false
    /// What to do with output of the program that another machine printed.
    var elsewhere = "check the manifests with -f"
    /// The command to run if the program is missing.
    let substitute: Substitute?

    struct Substitute: Hashable, Sendable {
        let program: String
        let arguments: [String]
    }

    init(_ program: String, _ arguments: [String], substitute: Substitute? = nil) {
        self.program = program
        self.arguments = arguments
        self.substitute = substitute
    }

    /// The command for messages and reports, without possible secrets: values of `--set` and similar options, values of
    /// options with names such as password or token, and the user and query of URLs.
    var shown: String {
        var hides: Hiding = .nothing
        let words = arguments.map { argument -> String in
            defer { hides = Hiding(after: argument, hides) }
            return Self.quoted(hides.hide(argument))
        }
        return ([program] + words).joined(separator: " ")
    }

    /// Which part of the next argument to hide.
    private enum Hiding {
        case nothing
        case valuesOfKeys
        case all

        init(after argument: String, _ before: Hiding) {
            self =
                before == .nothing && argument.hasPrefix("-") && !argument.contains("=")
                ? Hiding(option: argument) : .nothing
        }

        init(option: String) {
            let name = option.drop { $0 == "-" }.lowercased()
            if name.hasPrefix("set") || name == "state-values-set" || name == "state-values-set-string" {
                self = .valuesOfKeys
            } else if ["password", "passphrase", "token", "secret", "username"].contains(where: name.contains)
                || name == "args" || name.hasSuffix("-args")
            {
                self = .all
            } else {
                self = .nothing
            }
        }

        func hide(_ argument: String) -> String {
            switch self {
            case .all: return "..."
            case .valuesOfKeys:
                let key = argument.prefix { $0 != "=" }
                let isKey =
                    key.utf8.count < argument.utf8.count
                    && key.allSatisfy { $0.isLetter || $0.isNumber || "._-[]".contains($0) }
                return isKey ? "\(key)=..." : "..."
            case .nothing:
                guard argument.hasPrefix("-"), let equal = argument.firstIndex(of: "=") else {
                    return RenderCommand.withoutSecrets(argument)
                }
                let (option, value) = (String(argument[..<equal]), String(argument[argument.index(after: equal)...]))
                let hidden = Hiding(option: option)
                return "\(option)=\(hidden.hide(value))"
            }
        }
    }

    /// A URL without user, password and query; any other word unchanged.
    private static func withoutSecrets(_ word: String) -> String {
        guard let scheme = word.firstRange(of: "://") else { return word }
        var rest = word[scheme.upperBound...]
        var user = ""
        if let at = rest.prefix(while: { $0 != "/" && $0 != "?" }).lastIndex(of: "@") {
            user = "...@"
            rest = rest[rest.index(after: at)...]
        }
        let query = rest.firstIndex(of: "?")
        return word[..<scheme.upperBound] + user + rest[..<(query ?? rest.endIndex)] + (query == nil ? "" : "?...")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty && word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"'\"\\$`;&|<>*?(){}".utf8.contains($0) }
        return isPlain ? word : "'\(word.replacing("'", with: #"'\''"#))'"
    }
}

/// Settings for rendering tools.
struct RenderSettings: Hashable, Sendable {
    /// The helm program: `$HELM_BIN`, otherwise `helm`.
    var helm = "helm"
    /// The environment of helmfile, `-e`.
    var environment: String?
    /// The user's own arguments for helm and helmfile.
    var arguments: [String] = []
    /// The time limit for a tool.
    var limit = Settings.policy.deadline.defaultValue.duration

    /// The command for an input; `nil` if the input needs no tool.
    func command(for input: ReleaseInput) -> RenderCommand? {
        switch input.kind {
        case .helm:
            var command = RenderCommand(helm, ["template", input.text] + arguments)
            command.isHelm = true
            return command
        case .helmfile:
            let chosen = environment.map { ["-e", $0] } ?? []
            return RenderCommand("helmfile", ["-f", input.text] + chosen + ["template"] + arguments)
        case .kustomize:
            return RenderCommand(
                "kustomize", ["build", input.text],
                substitute: RenderCommand.Substitute(program: "kubectl", arguments: ["kustomize", input.text]))
        default:
            return nil
        }
    }

    /// The command that renders a Compose project.
    func composeConfig(_ files: [String], _ compose: ComposeSettings) -> RenderCommand {
        let arguments =
            files.flatMap { ["-f", $0] } + compose.environmentFiles.flatMap { ["--env-file", $0] }
            + compose.profiles.flatMap { ["--profile", $0] } + ["config"]
        var command = RenderCommand(
            "docker", ["compose"] + arguments,
            substitute: RenderCommand.Substitute(program: "docker-compose", arguments: arguments))
        command.elsewhere = "check the output with --compose"
        return command
    }
}
