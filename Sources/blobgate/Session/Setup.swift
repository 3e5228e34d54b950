import Diagnosis
import Foundation
import Gate
import Ledger
import OCI
import Record
import Registry
import Release
import Transfer

/// The effective settings of a command: flags over environment over file over defaults.
struct Setup {
    let settings: SettingSources
    let configuration: Configuration
    /// The absolute path of the configuration file, so that a later run in another folder finds it; `nil` if there is none.
    let configurationFile: String?
    let ledgerPath: String?
    /// Shell-quoted options with which later commands find the same configuration and ledger.
    let commandFlags: String
    let authfile: String?
    /// The nodes' files for registries without their own.
    let nodeFiles: NodeFiles
    /// The option or key that sets it.
    private let authfileSource: String
    var policy: Policy
    /// Whether the number of transfers is set, rather than chosen for the machine and the backends.
    let hasJobs: Bool
    let stall: Duration
    /// How fast bodies are read.
    let rates: RateLimits
    /// The limit of open files of this process.
    let openFiles: Int

    /// - Parameter given: The configuration, instead of the one that a file would have.
    init(
        place: PlaceOptions, policy options: PolicyOptions? = nil, verdict: VerdictOptions? = nil,
        configuration given: Configuration? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        openFiles = OpenFiles.raise()
        // Every command opens at least files of the ledger.
        _ = try OpenFiles.budget(limit: openFiles, loops: 1)
        let environment = Environment(environment)
        let rows = Settings.place
        let named = (place.config ?? environment[rows.config]).map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        let configuration = try given ?? ConfigurationLocator.load(named: named, environment: environment)
        let settings = SettingSources(environment: environment, file: configuration.settings)
        self.settings = settings
        self.configuration = configuration
        configurationFile = configuration.file.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        ledgerPath =
            try settings.value(rows.ledger, place.ledger.path) ?? ConfigurationLocator.defaultLedger(environment)
        commandFlags = Self.flags(place, configurationFile)
        let flagged = try NodeFiles(flags: place.mirrors)
        nodeFiles = flagged.isEmpty ? configuration.mirrors : flagged
        authfileSource =
            place.authfile == nil ? "authfile of \(configuration.file ?? "the configuration")" : "--authfile"
        // The file set by the environment is read together with the environment.
        authfile = place.authfile ?? (environment[rows.authfile] == nil ? configuration.settings[rows.authfile] : nil)
        policy = try Self.policy(options, verdict, settings)
        hasJobs = try settings.value(Settings.policy.jobs, options?.jobs) != nil
        rates = RateLimits(
            perBackend: try settings.value(Settings.policy.limitRate, options?.effort.limitRate),
            total: try settings.value(Settings.policy.limitRateTotal, options?.effort.limitRateTotal))
        stall = try settings.value(Settings.policy.stall, options?.effort.stall).duration
    }

    private static func flags(_ place: PlaceOptions, _ configurationFile: String?) -> String {
        var flags: [String] = []
        if place.config != nil, let file = configurationFile { flags.append("--config \(ShellText.quoted(file))") }
        if let ledger = place.ledger.path {
            flags.append("--ledger \(ShellText.quoted(URL(fileURLWithPath: ledger).standardizedFileURL.path))")
        }
        return flags.joined(separator: " ")
    }

    var environment: Environment { settings.environment }

    private static func policy(
        _ options: PolicyOptions?, _ verdict: VerdictOptions?, _ settings: SettingSources
    ) throws -> Policy {
        let rows = Settings.policy
        var policy = Policy()
        policy.maxAge = try settings.value(rows.maxAge, options?.maxAge).duration
        policy.deadline = try settings.value(rows.deadline, options?.effort.deadline).duration
        policy.retries = try settings.value(rows.retries, options?.effort.retries)
        if let jobs = try settings.value(rows.jobs, options?.jobs) { policy.jobs = jobs }
        policy.depth = try settings.value(rows.depth, options?.depth)
        policy.fresh = try settings.value(rows.fresh, options?.fresh)
        policy.foreign = try settings.value(rows.foreign, options?.foreign)
        policy.referrers = try settings.value(rows.referrers, options?.referrers)
        policy.flapping = try settings.value(rows.flapping, options?.flapping)
        policy.spot = try settings.value(rows.spot, options?.spot)
        policy.undecided = try settings.value(rows.undecided, verdict?.undecided)
        policy.rollback = try settings.value(rows.rollback, verdict?.rollbackPolicy)
        policy.nodes = try settings.value(Settings.release.nodes, options?.nodes)
        policy.hold = try settings.value(rows.hold, verdict?.hold)?.duration
        return policy
    }

    /// How names without a registry resolve.
    func shortNames(_ options: ReleaseOptions? = nil) throws -> ShortNames {
        let rows = Settings.release
        if options?.strictNames == true { return .refused }
        if let name = options?.defaultRegistry { return .registry(name) }
        let strict = try environment.value(rows.strictNames)
        if strict == true { return .refused }
        if let name = try environment.value(rows.defaultRegistry) { return .registry(name) }
        // The environment can turn off strict names set in the file.
        let names = strict == false && configuration.shortNames == .refused ? .dockerHub : configuration.shortNames
        guard names == .dockerHub, configuration.settings[rows.defaultRegistry] == nil else { return names }
        return try nodeNames ?? names
    }

    /// How the nodes look them up, if their `registries.conf` is configured.
    private var nodeNames: ShortNames? {
        get throws {
            guard let file = nodeFiles.containers else { return nil }
            do throws(NodeFileError) {
                var names = try RegistriesFile.load(file).shortNames
                names.othersUseDockerHub = nodeFiles.containerd != nil
                return .searched(names)
            } catch {
                throw CommandFailure(error)
            }
        }
    }

    /// The images of `release.also`. Names without a registry mean what they mean in inputs.
    func also(_ options: ReleaseOptions? = nil) throws -> [ImageUse] {
        let names = try shortNames(options)
        return try configuration.also.map { use in
            do throws(ReferenceError) {
                let reference = try ImageReference(parsing: use.reference.original, shortNames: names)
                return ImageUse(reference: reference, origins: use.origins)
            } catch {
                let place = use.origins.first.map { "\($0): " } ?? ""
                throw CommandFailure(.configuration, "\(place)\(Settings.release.also.path): \(error)")
            }
        }
    }

    /// The platforms to check; empty for all.
    func platforms(_ texts: [String] = []) throws -> [Platform] {
        let row = Settings.release.platforms
        return try settings.value(row, texts.isEmpty ? nil : row.parse(texts))
    }

    /// Settings for the tools that render inputs.
    func rendering(_ options: RenderOptions) -> RenderSettings {
        var rendering = RenderSettings()
        rendering.helm = environment[.helm] ?? rendering.helm
        rendering.environment = options.environment
        rendering.arguments = options.toolArguments
        rendering.limit = policy.deadline ?? rendering.limit
        return rendering
    }

    /// Reads the inputs of a release.
    func reader(of release: ReleaseOptions) throws -> InputReader {
        InputReader(
            shortNames: try shortNames(release), imagePaths: release.parsedImagePaths,
            rendering: rendering(release.rendering), compose: release.composing.settings)
    }

    /// Opens the ledger for a run. Without a ledger the run continues, but slower and with a notice.
    func openLedger() -> (store: LedgerStore?, notices: [String]) {
        guard let ledgerPath else {
            return (nil, ["no ledger: neither HOME nor XDG_STATE_HOME is set; use --ledger"])
        }
        do {
            let opened = try LedgerStore.open(at: ledgerPath)
            OpenLedgers.add(opened.store)
            return (opened.store, opened.setAside.map { [Self.words(of: ledgerPath, setAside: $0)] } ?? [])
        } catch {
            return (nil, ["no ledger, so no proofs are reused or recorded: \(error)"])
        }
    }

    /// Opens the ledger for a command that cannot work without it.
    func openLedgerOrFail(for use: LedgerUse) throws -> LedgerStore {
        guard let ledgerPath else {
            throw CommandFailure(
                .configuration, "no ledger: neither HOME nor XDG_STATE_HOME is set; use --ledger")
        }
        do {
            let opened = try LedgerStore.open(at: ledgerPath, for: use)
            OpenLedgers.add(opened.store)
            // Otherwise it would look as if nothing had ever been recorded.
            if let place = opened.setAside {
                Standard.error(Standard.ascii("blobgate: \(Self.words(of: ledgerPath, setAside: place))") + "\n")
            }
            return opened.store
        } catch {
            throw CommandFailure(.configuration, "\(error)")
        }
    }

    private static func words(of path: String, setAside place: String) -> String {
        "the ledger \(path) was damaged and has been moved to \(place)"
    }

    /// The `certs.d` folders of podman, skopeo and docker, in their search order.
    var certificateFolders: [String] {
        let own = environment[.home].map { ["\($0)/.config/containers/certs.d"] } ?? []
        return own + ["/etc/containers/certs.d", "/etc/docker/certs.d"]
    }

    /// The proxies of this machine, which are taken for those of the nodes.
    func proxies() throws -> ProxyRules {
        var values: [String: String] = [:]
        for variable in EnvironmentVariable.ofProxies { values[variable.rawValue] = environment[variable] }
        do throws(ProxyVariableError) {
            return try ProxyRules(environment: values)
        } catch {
            throw CommandFailure(
                .configuration,
                "\(error.variable) is not the URL of a proxy: expected [http://]HOST:PORT, or https or socks5")
        }
    }

    /// The CAs that are trusted by default.
    var systemAuthorities: SystemAuthorities {
        SystemAuthorities(file: environment[.authoritiesFile], folders: environment[.authoritiesFolder])
    }

    /// Where credentials come from: the command line or the environment, otherwise the files of docker, podman and skopeo.
    var credentialSources: CredentialSources {
        var values: [String: String] = [:]
        for variable in EnvironmentVariable.ofCredentials { values[variable.rawValue] = environment[variable] }
        let row = Settings.place.authfile
        if let name = row.variable { values[name] = environment[row] }
        return CredentialSources(authfile: authfile, namedBy: authfileSource, environment: values)
    }

    /// The credentials from these places.
    func credentials() throws -> CredentialStore {
        let sources = credentialSources
        do {
            return CredentialStore(files: try sources.read(), authfile: sources.authfile, notices: sources.notices)
        } catch {
            throw CommandFailure(.configuration, "\(error)")
        }
    }
}
