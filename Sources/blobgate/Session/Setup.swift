import Foundation
import Gate
import Ledger
import OCI
import Registry
import Release
import Transfer

/// What holds for a command: flags over environment over file over defaults.
struct Setup {
    let environment: Environment
    let configuration: Configuration
    /// The configuration file, absolute, so that a later run from elsewhere finds it; `nil` when there is none.
    let configurationFile: String?
    let ledgerPath: String?
    let authfile: String?
    /// The option or key that names it.
    private let authfileSource: String
    var policy: Policy
    let stall: Duration

    init(
        place: PlaceOptions, policy options: PolicyOptions? = nil, verdict: VerdictOptions? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let environment = Environment(environment)
        let named = (place.config ?? environment[.config]).map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        let configuration = try ConfigurationLocator.load(named: named, environment: environment)
        self.environment = environment
        self.configuration = configuration
        configurationFile = configuration.file.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        ledgerPath =
            place.ledger.path ?? environment[.ledger] ?? configuration.ledger
            ?? ConfigurationLocator.defaultLedger(environment)
        authfileSource =
            place.authfile == nil ? "authfile of \(configuration.file ?? "the configuration")" : "--authfile"
        authfile = place.authfile ?? (environment[.authfile] == nil ? configuration.authfile : nil)
        policy = try Self.policy(options, verdict, environment, configuration)
        let stall =
            try options?.effort.stall
            ?? environment.value(.stall, TimeSpan.expectedPositive, TimeSpan.init(positive:)) ?? configuration.stall
        self.stall = stall?.duration ?? .seconds(15)
    }

    private static func policy(
        _ options: PolicyOptions?, _ verdict: VerdictOptions?, _ environment: Environment,
        _ configuration: Configuration
    ) throws -> Policy {
        var policy = Policy()
        let maxAge =
            try options?.maxAge ?? environment.value(.maxAge, TimeSpan.expected) { TimeSpan($0) }
            ?? configuration.maxAge
        if let maxAge { policy.maxAge = maxAge.duration }
        let limit = TimeSpan.expectedPositive
        let deadline =
            try options?.effort.deadline ?? environment.value(.deadline, limit, TimeSpan.init(positive:))
            ?? configuration.deadline
        if let deadline { policy.deadline = deadline.duration }
        let retries =
            try options?.effort.retries
            ?? number(.retries, NumberArgument.retries, environment)
            ?? configuration.retries
        if let retries { policy.retries = retries }
        let jobs =
            try options?.jobs
            ?? number(.jobs, NumberArgument.jobs, environment)
        if let jobs { policy.jobs = jobs }
        let depth =
            try options?.depth ?? environment.value(.depth, Depth.expected, Depth.init(rawValue:))
            ?? configuration.depth
        if let depth { policy.depth = depth }
        policy.fresh = try options?.fresh == true || environment.flag(.fresh) ?? false
        policy.foreign =
            try options?.foreign == true || environment.flag(.foreign) ?? configuration.foreign ?? false
        policy.referrers =
            try options?.referrers == true || environment.flag(.referrers) ?? configuration.referrers ?? false
        let flapping =
            try options?.flapping ?? environment.value(.flapping, FlappingPolicy.expected) { FlappingPolicy($0) }
            ?? configuration.flapping
        if let flapping { policy.flapping = flapping }
        policy.spot =
            try options?.spot ?? environment.value(.spot, SpotBudget.expected) { SpotBudget($0) } ?? configuration.spot
        let undecided =
            try verdict?.undecided
            ?? environment.value(.undecided, UndecidedPolicy.expected, UndecidedPolicy.init(rawValue:))
            ?? configuration.undecided
        if let undecided { policy.undecided = undecided }
        let rollback =
            try verdict?.rollbackPolicy
            ?? environment.value(.rollback, RollbackPolicy.expected, RollbackPolicy.init(rawValue:))
            ?? configuration.rollback
        if let rollback { policy.rollback = rollback }
        let hold =
            try verdict?.hold ?? environment.value(.hold, limit, TimeSpan.init(positive:)) ?? configuration.hold
        if let hold { policy.hold = hold.duration }
        return policy
    }

    private static func number(
        _ variable: EnvironmentVariable, _ range: ClosedRange<Int>, _ environment: Environment
    ) throws -> Int? {
        try environment.value(variable, NumberArgument.expected(range)) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// What names without a registry mean: flags over environment over file.
    func shortNames(_ options: ReleaseOptions) throws -> ShortNames {
        if options.strictNames { return .refused }
        if let name = options.defaultRegistry.flatMap({ RegistryName($0) }) { return .registry(name) }
        let strict = try environment.flag(.strictNames)
        if strict == true { return .refused }
        if let name = try environment.value(.defaultRegistry, "a registry's host[:port]", { RegistryName($0) }) {
            return .registry(name)
        }
        // Strict names of the file can be switched off by the environment.
        return strict == false && configuration.shortNames == .refused ? .dockerHub : configuration.shortNames
    }

    /// How the inputs that a user's own tools render are rendered.
    func rendering(_ options: RenderOptions) -> RenderSettings {
        var settings = RenderSettings()
        settings.helm = environment[.helm] ?? settings.helm
        settings.environment = options.environment
        settings.arguments = options.toolArguments
        settings.limit = policy.deadline ?? settings.limit
        return settings
    }

    /// The ledger for a run: without one the run goes on, slower, and says so.
    func openLedger() -> (store: LedgerStore?, notices: [String]) {
        guard let ledgerPath else {
            return (nil, ["no ledger: neither HOME nor XDG_STATE_HOME is set; name one with --ledger"])
        }
        do {
            let opened = try LedgerStore.open(at: ledgerPath)
            return (opened.store, opened.setAside.map { [Self.words(of: ledgerPath, setAside: $0)] } ?? [])
        } catch {
            return (nil, ["no ledger, so nothing is reused and nothing remembered: \(error)"])
        }
    }

    /// The ledger for a command that is about the ledger: without one there is nothing to do.
    func openLedgerOrFail() throws -> LedgerStore {
        guard let ledgerPath else {
            throw CommandFailure(
                .configuration, "no ledger: neither HOME nor XDG_STATE_HOME is set; name one with --ledger")
        }
        do {
            let opened = try LedgerStore.open(at: ledgerPath)
            // Else it would only seem that nothing was ever recorded.
            if let place = opened.setAside {
                Standard.error(Standard.ascii("blobgate: \(Self.words(of: ledgerPath, setAside: place))") + "\n")
            }
            return opened.store
        } catch {
            throw CommandFailure(.configuration, "\(error)")
        }
    }

    private static func words(of path: String, setAside place: String) -> String {
        "the ledger \(path) was damaged; it was set aside as \(place)"
    }

    /// The folders of certificates of podman, skopeo and docker, in the order in which they look.
    var certificateFolders: [String] {
        let own = environment[.home].map { ["\($0)/.config/containers/certs.d"] } ?? []
        return own + ["/etc/containers/certs.d", "/etc/docker/certs.d"]
    }

    /// The authorities that are trusted where nothing else is said.
    var systemAuthorities: SystemAuthorities {
        SystemAuthorities(file: environment[.authoritiesFile], folders: environment[.authoritiesFolder])
    }

    /// The credentials that the command line or the environment name, else those of docker, podman and skopeo.
    func credentials() throws -> CredentialStore {
        var values: [String: String] = [:]
        for variable in EnvironmentVariable.ofCredentials { values[variable.rawValue] = environment[variable] }
        do {
            return CredentialStore(
                files: try CredentialSources(
                    authfile: authfile, namedBy: authfileSource, environment: values
                ).read())
        } catch {
            throw CommandFailure(.configuration, "\(error)")
        }
    }
}
