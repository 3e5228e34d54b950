import ArgumentParser
import Foundation
import Gate
import OCI
import Record
import Registry
import Report
import Transfer

/// `blobgate backends REGISTRY`: lists the backends of a registry and probes each one.
struct BackendsCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "backends",
        abstract:
            "Show each backend of a registry, where it is configured and whether it answers; exit 0 if all but standbys do.",
        discussion: """
            Sends one GET /v2/ to each backend, all in parallel, without credentials and on new connections; where a backend \
            requests them, logs in as a pull would and shows its answer. Exit 77 if it refuses them, and 69 if a retry does \
            not help. Pulls nothing and proves nothing.
            """)

    @Argument(help: "The registry, as written in image references: host[:port].") var registry: String
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @Option(Settings.command.timeout) var timeout: TimeSpan
    @Option(help: ArgumentHelp("text or json.", valueName: "format")) var output = Form.text

    /// Output formats.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
    }

    func validate() throws {
        if RegistryName(registry) == nil {
            let shown = registry.hidingPassword.escapedASCII(limit: 80)
            throw ValidationError("\"\(shown)\" is not a registry's host[:port]")
        }
        try Settings.command.timeout.validate(timeout)
    }

    func execute() async throws -> ExitCode {
        guard let name = RegistryName(registry) else { return .usage }
        let setup = try Setup(place: place)
        var choice = BackendChoice(
            configuration: setup.configuration, flags: place.backends, nodeFiles: try NodeFiles(flags: place.mirrors),
            certificateFolders: setup.certificateFolders)
        choice.proxies = try setup.proxies()
        choice.asksAllAddresses = place.allAddresses
        let nodes = setup.policy.nodes
        let budget = try OpenFiles.budget(limit: setup.openFiles, loops: 2)
        guard
            let engine = TransferEngine(
                loops: 2, budget: budget, authorities: setup.systemAuthorities, suites: nodes.suites)
        else {
            throw CommandFailure(.software, "libcurl cannot be initialised")
        }
        var limits = TransferLimits()
        limits.connect = min(timeout.duration, limits.connect)
        limits.stall = min(timeout.duration, limits.stall)
        let agent = "blobgate/\(Blobgate.version)"
        let probe = BackendProbe(engine: engine, limits: limits, userAgent: agent)
        choice.probe = probe
        let (registries, notices) = try await choice.choose(for: [name])
        let found = registries[name] ?? RegistryBackends(backends: [])
        let client = RegistryClient(
            engine: engine, credentials: try setup.credentials(), limits: limits, userAgent: agent,
            proxies: choice.proxies, nodes: nodes)
        let report = BackendsReport(
            registry: name, vantage: Host.name, obstacle: found.obstacle,
            obstacleIsLasting: found.isLasting == true,
            notices: found.addresses.map(\.text) + notices, at: .now,
            results: await results(of: found.backends, probe, client))
        await client.close()
        Standard.output(output == .json ? report.json : report.text)
        if report.isDenied { return .credentials }
        if report.allAnswer { return .verified }
        return report.isLasting ? .unavailable : .undecided
    }

    /// Probes all backends in parallel; cancels those that have not answered when the timeout expires.
    private func results(
        of backends: [Backend], _ probe: BackendProbe, _ client: RegistryClient
    ) async -> [BackendProbe.Result] {
        let asking = Task {
            await withTaskGroup(of: (Int, BackendProbe.Result).self) { group in
                for (index, backend) in backends.enumerated() {
                    group.addTask {
                        var result = await probe.probe(backend)
                        if result.failure == nil, result.status == 401 {
                            result.login = await client.login(to: backend)
                        }
                        return (index, result)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        let limit = timeout.duration
        let timer = Task {
            try await Task.sleep(for: limit)
            asking.cancel()
        }
        let found = await asking.value
        timer.cancel()
        return found.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
