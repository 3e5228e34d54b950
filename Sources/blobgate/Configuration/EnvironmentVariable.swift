import Gate
import OCI
import Record

/// Environment variables that are not settings. Most of them are defined by other programs.
enum EnvironmentVariable: String, CaseIterable, Sendable {
    case shards = "BLOBGATE_SHARDS"
    case gitlabIndex = "CI_NODE_INDEX"
    case gitlabTotal = "CI_NODE_TOTAL"
    case circleIndex = "CIRCLE_NODE_INDEX"
    case circleTotal = "CIRCLE_NODE_TOTAL"
    case buildkiteIndex = "BUILDKITE_PARALLEL_JOB"
    case buildkiteTotal = "BUILDKITE_PARALLEL_JOB_COUNT"
    case bitbucketIndex = "BITBUCKET_PARALLEL_STEP"
    case bitbucketTotal = "BITBUCKET_PARALLEL_STEP_COUNT"
    case semaphoreIndex = "SEMAPHORE_JOB_INDEX"
    case semaphoreTotal = "SEMAPHORE_JOB_COUNT"
    case awsBatchIndex = "AWS_BATCH_JOB_ARRAY_INDEX"
    case awsBatchTotal = "AWS_BATCH_JOB_ARRAY_SIZE"
    case completionIndex = "JOB_COMPLETION_INDEX"
    case registryAuthFile = "REGISTRY_AUTH_FILE"
    case dockerAuthConfig = "DOCKER_AUTH_CONFIG"
    case dockerConfig = "DOCKER_CONFIG"
    case helmRegistryConfig = "HELM_REGISTRY_CONFIG"
    case helm = "HELM_BIN"
    case composeProfiles = "COMPOSE_PROFILES"
    case composeEnvironmentFiles = "COMPOSE_ENV_FILES"
    case composeWithoutFile = "COMPOSE_DISABLE_ENV_FILE"
    case runtimeFolder = "XDG_RUNTIME_DIR"
    case configHome = "XDG_CONFIG_HOME"
    case stateHome = "XDG_STATE_HOME"
    case home = "HOME"
    case authoritiesFile = "SSL_CERT_FILE"
    case authoritiesFolder = "SSL_CERT_DIR"
    case secureProxy = "HTTPS_PROXY"
    case secureProxyLower = "https_proxy"
    case plainProxy = "HTTP_PROXY"
    case plainProxyLower = "http_proxy"
    case proxyExceptions = "NO_PROXY"
    case proxyExceptionsLower = "no_proxy"
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
        case .shards: "Total number of shards for --shard auto on Kubernetes, which does not provide it."
        case .gitlabIndex: "Index of this GitLab parallel job, from 1; read only for --shard auto."
        case .gitlabTotal:
            "Number of GitLab parallel jobs; read for --shard auto. Otherwise a value above 1 adds a notice, and the whole "
                + "release is checked."
        case .circleIndex: "Index of this CircleCI parallel run, from 0; read only for --shard auto."
        case .circleTotal: "Number of CircleCI parallel runs; read as CI_NODE_TOTAL is."
        case .buildkiteIndex: "Index of this Buildkite parallel job, from 0; read only for --shard auto."
        case .buildkiteTotal: "Number of Buildkite parallel jobs; read as CI_NODE_TOTAL is."
        case .bitbucketIndex: "Index of this step in its Bitbucket parallel group, from 0; read only for --shard auto."
        case .bitbucketTotal:
            "Number of steps in the Bitbucket parallel group, each of which must be a shard; read only for --shard auto."
        case .semaphoreIndex: "Index of this Semaphore parallel job, from 1; read only for --shard auto."
        case .semaphoreTotal: "Number of Semaphore parallel jobs; read as CI_NODE_TOTAL is."
        case .awsBatchIndex: "Index of this child of an AWS Batch array job, from 0; read only for --shard auto."
        case .awsBatchTotal: "Size of the AWS Batch array job; read as CI_NODE_TOTAL is."
        case .completionIndex: "Index of this pod in a Kubernetes Indexed Job, from 0; read only for --shard auto."
        case .registryAuthFile:
            "Credentials file of podman and skopeo; BLOBGATE_AUTHFILE takes precedence."
        case .dockerAuthConfig:
            "Credentials as the text of a docker config.json; takes precedence over files."
        case .dockerConfig: "The folder with docker's config.json, for credentials. Default: ~/.docker."
        case .helmRegistryConfig: "Credentials file of helm registry login, used last."
        case .helm: "The program that --helm runs. Default: helm in PATH."
        case .composeProfiles: "The active profiles for --compose, separated by commas; --profile takes precedence."
        case .composeEnvironmentFiles:
            "The files with variables for --compose, separated by commas; --env-file takes precedence."
        case .composeWithoutFile: "true: --compose reads no .env file."
        case .runtimeFolder: "The folder with containers/auth.json of podman and skopeo."
        case .configHome:
            "The folder with blobgate/blobgate.yaml and containers/auth.json. Default: ~/.config."
        case .stateHome: "The folder with blobgate/ledger.sqlite. Default: ~/.local/state."
        case .home: "The user's home folder."
        case .authoritiesFile:
            "CA certificates file, instead of the system's, for registries without their own ca."
        case .authoritiesFolder: "CA certificate folders, prepared by openssl rehash, separated by colons."
        case .secureProxy:
            "The proxy for https URLs of backends that nobody configured, of token servers and of redirects, as on nodes."
        case .plainProxy: "The same for http URLs."
        case .proxyExceptions:
            "What is reached without a proxy, by Go's rules: names, .domains, addresses, CIDR, host:port, *; separated by commas."
        case .secureProxyLower: "The same as HTTPS_PROXY, which takes precedence."
        case .plainProxyLower: "The same as HTTP_PROXY, which takes precedence."
        case .proxyExceptionsLower: "The same as NO_PROXY, which takes precedence."
        case .noColor: "Any non-empty value: no color."
        case .forceColor: "Any value except 0: color even without a terminal."
        case .terminal: "dumb: no color and no live progress."
        case .gitHubActions:
            "true: text on standard output is fenced, so that GitHub runs no workflow commands from it."
        case .gitHubOutput: "The file to which --output github appends verdict, exit-code and report."
        case .gitHubSummary: "The file to which --output github appends its summary, unless it has a PATH."
        case .gitHubWorkspace:
            "The source root, to which file paths in CI reports are relative. Default: the working directory."
        case .gitLabProject: "The same in GitLab."
        }
    }
}

extension EnvironmentVariable {
    /// The variables that name proxies.
    static let ofProxies: [EnvironmentVariable] = [
        .secureProxy, .secureProxyLower, .plainProxy, .plainProxyLower, .proxyExceptions, .proxyExceptionsLower,
    ]

    /// The variables that locate credentials, in addition to that of the setting `authfile`.
    static let ofCredentials: [EnvironmentVariable] = [
        .registryAuthFile, .dockerAuthConfig, .dockerConfig, .runtimeFolder, .configHome, .home, .helmRegistryConfig,
    ]
}

/// The environment variables of a run.
struct Environment: Sendable {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    /// The value of a variable; an empty one counts as unset.
    subscript(variable: EnvironmentVariable) -> String? { self[variable.rawValue] }

    /// The text of a setting's variable; an empty one counts as unset.
    subscript<Value, Result>(setting: Setting<Value, Result>) -> String? { setting.variable.flatMap { self[$0] } }

    private subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The parsed variable of a setting.
    /// - Throws: `CommandFailure`, with the name of the variable, if it cannot be parsed.
    func value<Value, Result>(_ setting: Setting<Value, Result>) throws -> Value? {
        try setting.variable.flatMap { try value($0, setting.parser.variable) }
    }

    /// The parsed value of a variable that is not a setting.
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
