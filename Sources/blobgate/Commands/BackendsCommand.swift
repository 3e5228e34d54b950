import ArgumentParser
import Foundation
import Gate
import OCI
import Record
import Registry
import Transfer

/// `blobgate backends REGISTRY`: who may answer for a registry, and who does.
struct BackendsCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "backends",
        abstract: "Show each backend of a registry: who names it, and what it answers; exit 0 when all answer.",
        discussion: """
            Asks each backend once for /v2/, without credentials and on a new connection, all at the same time. \
            Nothing is pulled and nothing proven.
            """)

    @Argument(help: "The registry as image references name it: host[:port].") var registry: String
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @Option(Settings.command.timeout) var timeout: TimeSpan
    @Option(help: ArgumentHelp("text or json.", valueName: "format")) var output = Form.text

    /// What the table of backends can be printed as.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
    }

    func validate() throws {
        if RegistryName(registry) == nil {
            throw ValidationError("\"\(registry.escapedASCII(limit: 80))\" is not a registry's host[:port]")
        }
        try Settings.command.timeout.validate(timeout)
    }

    func execute() async throws -> ExitCode {
        guard let name = RegistryName(registry) else { return .usage }
        let setup = try Setup(place: place)
        let choice = BackendChoice(
            configuration: setup.configuration, flags: place.backends, nodeFiles: try NodeFiles(flags: place.mirrors),
            certificateFolders: setup.certificateFolders)
        let (registries, notices) = try await choice.choose(for: [name])
        let found = registries[name] ?? RegistryBackends(backends: [])
        guard let engine = TransferEngine(loops: 2, authorities: setup.systemAuthorities) else {
            throw CommandFailure(.software, "libcurl cannot be initialised")
        }
        var limits = TransferLimits()
        limits.connect = min(timeout.duration, limits.connect)
        limits.stall = min(timeout.duration, limits.stall)
        let probe = BackendProbe(engine: engine, limits: limits, userAgent: "blobgate/\(Blobgate.version)")
        let report = BackendsReport(
            registry: name, vantage: Host.name, obstacle: found.obstacle, notices: notices, at: .now,
            results: await results(of: found.backends, probe))
        Standard.output(output == .json ? report.json : report.text)
        return report.allAnswer ? .verified : .undecided
    }

    /// Asks all at once; what has not answered when the time is over is withdrawn, and says so.
    private func results(of backends: [Backend], _ probe: BackendProbe) async -> [BackendProbe.Result] {
        let asking = Task {
            await withTaskGroup(of: (Int, BackendProbe.Result).self) { group in
                for (index, backend) in backends.enumerated() {
                    group.addTask { (index, await probe.probe(backend)) }
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
