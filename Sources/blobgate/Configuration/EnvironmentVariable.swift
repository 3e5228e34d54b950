import Gate
import OCI

/// The one table of environment variables; documentation is generated from it.
enum EnvironmentVariable: String, CaseIterable, Sendable {
    case config = "BLOBGATE_CONFIG"
    case ledger = "BLOBGATE_LEDGER"
    case platforms = "BLOBGATE_PLATFORM"
    case defaultRegistry = "BLOBGATE_DEFAULT_REGISTRY"
    case strictNames = "BLOBGATE_STRICT_NAMES"
    case foreign = "BLOBGATE_FOREIGN"
    case referrers = "BLOBGATE_REFERRERS"
    case maxAge = "BLOBGATE_MAX_AGE"
    case depth = "BLOBGATE_DEPTH"
    case fresh = "BLOBGATE_FRESH"
    case retries = "BLOBGATE_RETRIES"
    case deadline = "BLOBGATE_DEADLINE"
    case stall = "BLOBGATE_STALL"
    case jobs = "BLOBGATE_JOBS"
    case flapping = "BLOBGATE_FLAPPING"
    case spot = "BLOBGATE_SPOT"
    case undecided = "BLOBGATE_UNDECIDED"
    case rollback = "BLOBGATE_ROLLBACK_POLICY"
    case hold = "BLOBGATE_HOLD"
    case progress = "BLOBGATE_PROGRESS"
    case authfile = "BLOBGATE_AUTHFILE"
    case registryAuthFile = "REGISTRY_AUTH_FILE"
    case dockerAuthConfig = "DOCKER_AUTH_CONFIG"
    case dockerConfig = "DOCKER_CONFIG"
    case runtimeFolder = "XDG_RUNTIME_DIR"
    case configHome = "XDG_CONFIG_HOME"
    case stateHome = "XDG_STATE_HOME"
    case home = "HOME"
    case authoritiesFile = "SSL_CERT_FILE"
    case authoritiesFolder = "SSL_CERT_DIR"
    case noColor = "NO_COLOR"
    case forceColor = "CLICOLOR_FORCE"
    case terminal = "TERM"

    var meaning: String {
        switch self {
        case .config: "The configuration file, as --config."
        case .ledger: "The ledger, as --ledger."
        case .platforms: "Platforms to prove, separated by commas, as --platform."
        case .defaultRegistry: "The registry of names without one, as --default-registry."
        case .strictNames: "1 or true: refuse names without a registry, as --strict-names."
        case .foreign: "1 or true: pull foreign layers from their URLs, as --foreign."
        case .referrers: "1 or true: prove also what refers to the images, as --referrers."
        case .maxAge: "Reuse proofs younger than this, as --max-age."
        case .depth: "How far to look, as --depth."
        case .fresh: "1 or true: reuse nothing, as --fresh."
        case .retries: "Tries after the first, as --retries."
        case .deadline: "How long a run may take, as --deadline."
        case .stall: "When a transfer is given up, as --stall."
        case .jobs: "Transfers at a time, as --jobs."
        case .flapping: "What \"bad, then good\" means, as --flapping."
        case .spot: "How much of what is reused is read again in part, as --spot."
        case .undecided: "What an undecided run means to a deploy, as --undecided."
        case .rollback: "What faults of the rollback set mean to a deploy, as --rollback-policy."
        case .hold: "How long to wait for what is not proven to heal, as --hold."
        case .progress: "The progress display, as --progress."
        case .authfile: "The file with credentials, as --authfile."
        case .registryAuthFile: "The same, as podman and skopeo read it; BLOBGATE_AUTHFILE goes before it."
        case .dockerAuthConfig: "Credentials as the text of a docker config.json (auths only), asked before files."
        case .dockerConfig: "The folder of docker's config.json with credentials. Default: ~/.docker."
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
        }
    }
}

extension EnvironmentVariable {
    /// The variables that lead to credentials.
    static let ofCredentials: [EnvironmentVariable] = [
        .authfile, .registryAuthFile, .dockerAuthConfig, .dockerConfig, .runtimeFolder, .configHome, .home,
    ]
}

/// The environment of a run, read through the table only.
struct Environment: Sendable {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    /// A variable's value; an empty one counts as not set.
    subscript(variable: EnvironmentVariable) -> String? {
        values[variable.rawValue].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether a switch is on; `nil` where it is not set.
    func flag(_ variable: EnvironmentVariable) throws -> Bool? {
        let words = ["1": true, "true": true, "0": false, "false": false]
        return try value(variable, "1, true, 0 or false") { words[$0] }
    }

    /// A value that a function can read; a value that it cannot is an error that names the variable.
    func value<Value>(
        _ variable: EnvironmentVariable, _ expected: String, _ read: (String) -> Value?
    ) throws -> Value? {
        guard let text = self[variable] else { return nil }
        guard let value = read(text) else {
            throw CommandFailure(
                .configuration,
                "the environment variable \(variable.rawValue) is \"\(text.escapedASCII(limit: 80))\", not \(expected)")
        }
        return value
    }
}
