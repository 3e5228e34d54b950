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
        discussion: Examples.of(
            "blobgate backends registry.example.org",
            "blobgate backends registry.example.org --backend a=10.0.0.4:443 --json",
            after: """
                Sends one GET /v2/ to each backend, all in parallel, without credentials and on new connections; where a backend \
                requests them, logs in as a pull would and shows its answer. Exit 77 if it refuses them, and 69 if a retry does \
                not help. Pulls nothing and proves nothing.
                """))

    @Argument(help: "The registry, as written in image references: host[:port].") var registry: String
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @Option(Settings.command.timeout) var timeout: TimeSpan
    @Option(help: ArgumentHelp("text or json.", valueName: "format")) var output = Form.text
    @Flag(help: "The same as --output json.") var json = false

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
        let inspector = try RegistryInspector(setup: try Setup(place: place), place: place, timeout: timeout.duration)
        let report = try await inspector.report(on: name)
        await inspector.close()
        Standard.output(
            json || output == .json ? try PrintedJSON.text(BackendsWire(report)) : report.text(on: .ofOutput))
        return report.exitCode
    }
}
