import Gate
import OCI
import Record

/// The environment variables that are not those of settings. Other programs define most of them.
enum EnvironmentVariable: String, CaseIterable, Sendable {
    case shards = "BLOBGATE_SHARDS"
    case gitlabIndex = "CI_NODE_INDEX"
    case gitlabTotal = "CI_NODE_TOTAL"
    case completionIndex = "JOB_COMPLETION_INDEX"
    case registryAuthFile = "REGISTRY_AUTH_FILE"
    case dockerAuthConfig = "DOCKER_AUTH_CONFIG"
    case dockerConfig = "DOCKER_CONFIG"
    case helmRegistryConfig = "HELM_REGISTRY_CONFIG"
    case helm = "HELM_BIN"
    case runtimeFolder = "XDG_RUNTIME_DIR"
    case configHome = "XDG_CONFIG_HOME"
    case stateHome = "XDG_STATE_HOME"
    case home = "HOME"
    case authoritiesFile = "SSL_CERT_FILE"
    case authoritiesFolder = "SSL_CERT_DIR"
    case noColor = "NO_COLOR"
    case forceColor = "CLICOLOR_FORCE"
    case terminal = "TERM"
    case gitHubActions = "GITHUB_ACTIONS"
    case gitHubOutput = "GITHUB_OUTPUT"
    case gitHubSummary = "GITHUB_STEP_SUMMARY"
    case gitHubWorkspace = "GITHUB_WORKSPACE"
    case gitLabProject = "CI_PROJECT_DIR"

    var meaning: String {
        switch self {
        case .shards: "How many shards there are, for --shard auto under Kubernetes, which does not tell."
        case .gitlabIndex: "Which of GitLab's parallel jobs this is, from 1: read for --shard auto only."
        case .gitlabTotal:
            "How many there are: read for --shard auto; without it, more than 1 gives a note, and the release is checked whole."
        case .completionIndex: "Which pod of a Kubernetes Indexed Job this is, from 0: read for --shard auto only."
        case .registryAuthFile:
            "The file with credentials, as podman and skopeo read it; BLOBGATE_AUTHFILE goes before it."
        case .dockerAuthConfig: "Credentials as the text of a docker config.json (auths only), asked before files."
        case .dockerConfig: "The folder of docker's config.json with credentials. Default: ~/.docker."
        case .helmRegistryConfig: "The file with the credentials of helm registry login, asked last."
        case .helm: "The program that --helm runs. Default: helm in PATH."
        case .runtimeFolder: "Where containers/auth.json of podman and skopeo is looked for."
        case .configHome:
            "Where blobgate/blobgate.yaml, and containers/auth.json, are looked for. Default: ~/.config."
        case .stateHome: "Where blobgate/ledger.sqlite is kept. Default: ~/.local/state."
        case .home: "The user's home folder."
        case .authoritiesFile:
            "The file of certificate authorities in place of the system's, where a registry has no ca of its own."
        case .authoritiesFolder: "Their folders, as openssl rehash leaves them, separated by colons."
        case .noColor: "Set and not empty: no color."
        case .forceColor: "Set and not 0: color also where there is no terminal."
        case .terminal: "dumb: no color and no live progress."
        case .gitHubActions:
            "true: a text on standard output is fenced, so that GitHub takes nothing in it for a command."
        case .gitHubOutput: "The file that --output github appends verdict, exit-code and report to."
        case .gitHubSummary: "The file that --output github appends its summary to, unless it has a PATH."
        case .gitHubWorkspace:
            "The root of the sources, which reports for CI systems name files from. Default: the working directory."
        case .gitLabProject: "The same in GitLab."
        }
    }
}

extension EnvironmentVariable {
    /// The variables that lead to credentials, besides that of the setting `authfile`.
    static let ofCredentials: [EnvironmentVariable] = [
        .registryAuthFile, .dockerAuthConfig, .dockerConfig, .runtimeFolder, .configHome, .home, .helmRegistryConfig,
    ]
}

/// The environment of a run, read through the tables only.
struct Environment: Sendable {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    /// A variable's value; an empty one counts as not set.
    subscript(variable: EnvironmentVariable) -> String? { self[variable.rawValue] }

    /// The text of a setting's variable; an empty one counts as not set.
    subscript<Value, Result>(setting: Setting<Value, Result>) -> String? { setting.variable.flatMap { self[$0] } }

    private subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// What the variable of a setting says; a value that cannot be read is an error that names the variable.
    func value<Value, Result>(_ setting: Setting<Value, Result>) throws -> Value? {
        try setting.variable.flatMap { try value($0, setting.parser.variable) }
    }

    /// The same of a variable that is no setting of its own.
    func value<Value>(_ variable: EnvironmentVariable, _ parser: ValueParser<Value>) throws -> Value? {
        try value(variable.rawValue, parser.variable)
    }

    private func value<Value: Sendable>(_ name: String, _ read: ValueParser<Value>.Read) throws -> Value? {
        guard let text = self[name] else { return nil }
        do throws(ValueFault) {
            return try read(text)
        } catch {
            throw CommandFailure(.configuration, error.inVariable(name, text))
        }
    }
}
