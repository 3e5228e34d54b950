import Foundation
import Lab
import Support

/// A lab, and somebody on duty who runs the gate in front of it, with a ledger of their own.
struct DiagnosisBench: Sendable {
    let lab: RunningLab
    let home: GateHome
    let configuration: URL
    /// A new one for each case, so that what one case proved is not known to the next.
    let ledger: String

    init(_ lab: RunningLab, _ home: GateHome, configuration: URL) {
        self.lab = lab
        self.home = home
        self.configuration = configuration
        ledger = home.path("ledger-\(UUID().uuidString).sqlite")
    }

    private var environment: [String: String] {
        ["BLOBGATE_CONFIG": configuration.path, "BLOBGATE_LEDGER": ledger]
    }

    func gate(_ arguments: [String]) async throws -> GateResult {
        try await home.run(arguments, environment: environment, within: .seconds(90))
    }

    /// Checks images, and reads both reports.
    func check(_ arguments: [String]) async throws -> (result: GateResult, report: DiagnosisReport) {
        let file = home.path("report-\(UUID().uuidString).json")
        let result = try await gate(["check", "--output", "text", "--output", "json=\(file)"] + arguments)
        return (result, try DiagnosisReport(file: file))
    }

    /// Runs a printed command as it is printed. `REGISTRY` and `ROOT` are what steps ask a person to fill in.
    func shell(_ command: String) async throws -> ShellResult {
        let named = ["REGISTRY": "http://\(lab.registryAddress)", "ROOT": lab.storageDirectory.path]
        return try await home.shell(command, environment: environment.merging(named) { $1 })
    }
}
