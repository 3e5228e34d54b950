import Foundation
import Gate
import OCI
import Record
import Registry
import Report
import Transfer

/// Finds the backends of registries and asks each for `/v2/`: without credentials, and again with them where it requests them.
///
/// Pulls nothing and proves nothing.
struct RegistryInspector: Sendable {
    private let choice: BackendChoice
    private let probe: BackendProbe
    private let client: RegistryClient
    /// How long to wait for the answers of one registry.
    private let timeout: Duration

    init(setup: Setup, place: PlaceOptions, timeout: Duration) throws {
        var choice = BackendChoice(
            configuration: setup.configuration, flags: place.backends,
            nodeFiles: try NodeFiles(flags: place.mirrors), certificateFolders: setup.certificateFolders)
        choice.proxies = try setup.proxies()
        choice.asksAllAddresses = place.allAddresses
        let budget = try OpenFiles.budget(limit: setup.openFiles, loops: 2)
        let nodes = setup.policy.nodes
        guard
            let engine = TransferEngine(
                loops: 2, budget: budget, authorities: setup.systemAuthorities, suites: nodes.suites)
        else {
            throw CommandFailure(.software, "libcurl cannot be initialised")
        }
        var limits = TransferLimits()
        limits.connect = min(timeout, limits.connect)
        limits.stall = min(timeout, limits.stall)
        let agent = "blobgate/\(Blobgate.version)"
        probe = BackendProbe(engine: engine, limits: limits, userAgent: agent)
        choice.probe = probe
        self.choice = choice
        client = RegistryClient(
            engine: engine, credentials: try setup.credentials(), limits: limits, userAgent: agent,
            proxies: choice.proxies, nodes: nodes)
        self.timeout = timeout
    }

    /// What the backends of a registry answer.
    func report(on registry: RegistryName) async throws -> BackendsReport {
        let (registries, notices) = try await choice.choose(for: [registry])
        let found = registries[registry] ?? RegistryBackends(backends: [])
        return BackendsReport(
            registry: registry, vantage: Host.name, obstacle: found.obstacle,
            obstacleIsLasting: found.isLasting == true, notices: found.addresses.map(\.text) + notices, at: .now,
            results: await results(of: found.backends))
    }

    /// Closes the connections.
    func close() async { await client.close() }

    /// Probes all backends in parallel; cancels those that have not answered when the timeout expires.
    private func results(of backends: [Backend]) async -> [BackendProbe.Result] {
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
        let limit = timeout
        let timer = Task {
            try await Task.sleep(for: limit)
            asking.cancel()
        }
        let found = await asking.value
        timer.cancel()
        return found.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
