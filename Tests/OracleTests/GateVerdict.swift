import Foundation
import Support

/// What the gate said about a case, for one kind of node or several.
struct GateVerdict: Sendable {
    let exit: Int32
    /// Everything it printed.
    let words: String

    var passes: Bool { exit == 0 }

    /// `+` passed, `-` refused, else the exit code of an undecided run.
    var sign: String {
        switch exit {
        case 0: "+"
        case 1: "-"
        default: "\(exit)"
        }
    }
}

/// Runs the real gate the way a user with this kind of node would.
struct GateRunner: Sendable {
    let root: OracleRoot

    /// Checks the stage's reference for nodes of these kinds.
    func run(_ row: OracleCase, _ stage: Stage, for kinds: [NodeKind]) async throws -> GateVerdict {
        let home = try GateHome()
        try home.write("blobgate.yaml", try configuration(row, stage, home))
        if let login = stage.login {
            try home.write(".docker/config.json", login.configuration(of: stage.reference))
        }
        var arguments =
            ["check", "--nodes", kinds.map(\.rawValue).joined(separator: ","), "--deadline", "60s"] + row.arguments
        if !row.arguments.contains("--retries") { arguments += ["--retries", "2"] }
        if let platform = row.platform { arguments += ["--platform", platform] }
        let result = try await home.run(arguments + [stage.reference], within: .seconds(100))
        return GateVerdict(exit: result.status, words: "\(result)")
    }

    private func configuration(_ row: OracleCase, _ stage: Stage, _ home: GateHome) throws -> String {
        var text = "version: 1\n"
        let name = stage.registry.name
        if row.isSecured {
            text += "registries:\n  - {name: \"\(name)\", ca: \"\(stage.certificates.authority)\"}\n"
        } else if row.hasScheme {
            text += "registries:\n  - {name: \"\(name)\", scheme: http}\n"
        }
        if let hosts = stage.hosts {
            try home.write("certs.d/\(name)/hosts.toml", hosts)
            text += "mirrors: {containerd: certs.d}\n"
        }
        if let registries = stage.registries {
            try home.write("registries.conf", registries)
            text += "mirrors: {containers: registries.conf}\n"
        }
        return text
    }
}
