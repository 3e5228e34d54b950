import Foundation
import Lab
import Support

/// A lab and an operator who runs the gate against it, with a separate ledger.
struct DiagnosisBench: Sendable {
    let lab: RunningLab
    let home: GateHome
    let configuration: URL
    /// A new ledger for each case, so that no case knows the proofs of another.
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

    /// Checks images and reads both reports.
    func check(_ arguments: [String]) async throws -> (result: GateResult, report: DiagnosisReport) {
        let file = home.path("report-\(UUID().uuidString).json")
        let result = try await gate(["check", "--output", "text", "--output", "json=\(file)"] + arguments)
        return (result, try DiagnosisReport(file: file))
    }

    /// Runs a printed command unchanged. `REGISTRY` and `ROOT` are the variables that an operator has to set.
    func shell(_ command: String) async throws -> ShellResult {
        let named = ["REGISTRY": "http://\(lab.registryAddress)", "ROOT": lab.storageDirectory.path]
        return try await home.shell(command, environment: environment.merging(named) { $1 })
    }
}
