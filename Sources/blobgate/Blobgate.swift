import ArgumentParser
import Foundation
import Gate
import Record
import Report

/// The root of the command line.
struct Blobgate: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "blobgate",
        abstract: "Proves that every byte of a release can be pulled, intact, from every registry backend.",
        discussion: """
            Runs before a deploy: pulls every manifest, configuration and layer of the images from each backend of \
            their registry, hashes every byte, and refuses if any backend would serve a node wrong bytes or none.

            EXIT STATUS
            \(ExitCode.allCases.map { "  \($0.rawValue)".padding(toLength: 7, withPad: " ", startingAt: 0) + $0.meaning }
                .joined(separator: "\n"))
            Any other code is a failure.

            EXAMPLES
              blobgate check registry.example.org/app/web:1.4
              blobgate check --from images.txt --output json=report.json
              blobgate check --backend a=10.0.0.4:443 --backend b=10.0.0.5:443 registry.example.org/app/web:1.4
              blobgate recheck
              blobgate diagnose registry.example.org/app/web:1.4
            """,
        version: VersionText.current.text,
        subcommands: [
            CheckCommand.self, PlanCommand.self, ImagesCommand.self, RecheckCommand.self, WatchCommand.self,
            MergeCommand.self, DiagnoseCommand.self, InitCommand.self, ConfigCommand.self, BackendsCommand.self,
            LedgerCommand.self, OverrideCommand.self, AttestCommand.self, IncidentCommand.self, ScapCommand.self,
            ExplainCommand.self, TablesCommand.self,
        ])
}
