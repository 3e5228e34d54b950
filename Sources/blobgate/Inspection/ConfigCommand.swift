import ArgumentParser
import Foundation
import OCI
import Record
import Report

/// `blobgate config`: about the configuration file.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Validate the configuration and try it.",
        discussion: Examples.of("blobgate config check", "blobgate config check --offline"), subcommands: [Check.self])

    /// `blobgate config check`
    struct Check: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Read the configuration, and try it: names, certificates, node files, login, each backend.",
            discussion: """
                Prints one line for each item: ok, note, FAULT or unchecked, what was found, and what to do. Reads what check \
                would read, and sends what blobgate backends sends, to every registry that the configuration names or to those \
                given. Pulls nothing, proves nothing and changes nothing.

                EXIT STATUS
                  0      no fault; notes do not count
                  78     the configuration, a variable, or a file that they name is wrong
                  77     credentials were refused
                  69     a backend cannot be used, and a retry does not help
                  75     a backend did not answer
                If several apply, the precedence is 78, 77, 69, 75.

                EXAMPLES
                  blobgate config check
                  blobgate config check --config ./blobgate.yaml --offline
                  blobgate config check registry.example.org --json
                """)

        @Argument(
            help: ArgumentHelp(
                "Try these registries (default: all that the configuration names).", valueName: "host[:port]"))
        var registries: [String] = []
        @Flag(help: "Only read files and variables; ask no registry.") var offline = false
        @Option(Settings.command.timeout) var timeout: TimeSpan
        @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
        @OptionGroup(title: "Output") var output: JSONOption

        func validate() throws {
            for text in registries where RegistryName(text) == nil {
                let shown = text.hidingPassword.escapedASCII(limit: 80)
                throw ValidationError("\"\(shown)\" is not a registry's host[:port]")
            }
            guard place.backends.isEmpty || registries.count == 1 else {
                throw ValidationError(
                    "--backend needs exactly one registry: blobgate config check REGISTRY --backend ...")
            }
            try Settings.command.timeout.validate(timeout)
        }

        func execute() async throws -> ExitCode {
            let checker = ConfigChecker(
                place: place, registries: registries.compactMap { RegistryName($0) }, timeout: timeout.duration,
                isOffline: offline)
            let report = ConfigCheckReport(items: try await checker.items(), vantage: Host.name)
            if output.json {
                Standard.output(try PrintedJSON.text(ConfigCheckWire(report)))
            } else {
                let page = TerminalPage.ofOutput
                Standard.output(report.lines(on: page) + page.line(report.result))
            }
            return report.exitCode
        }
    }
}
