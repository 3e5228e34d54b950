import Foundation
import Support
import Testing

/// The gate next to the programs that pull on real nodes. Runs only in `make oracle`, which installs and starts them.
@Suite(.enabled(if: OracleRoot.current != nil), .serialized, .timeLimit(.minutes(30))) struct OracleTests {
    /// How many cases run at a time; most of their time is waiting.
    private static let width = 8

    @Test("the clients do what is known about them, and the gate agrees with each kind of node or states why not")
    func everyCase() async throws {
        let root = try #require(OracleRoot.current)
        let player = CasePlayer(root: root, certificates: try await OracleCertificates(root.address))
        let cases = OracleCases.all
        var rows = [OracleRow?](repeating: nil, count: cases.count)
        await withTaskGroup(of: (Int, OracleRow?).self) { group in
            for (number, row) in cases.enumerated() {
                if number >= Self.width, let (done, result) = await group.next() { rows[done] = result }
                group.addTask { (number, await player.row(row)) }
            }
            for await (done, result) in group { rows[done] = result }
        }
        for row in rows.compactMap({ $0 }) where !row.complaints.isEmpty {
            let text = row.complaints.joined(separator: "\n")
            Issue.record("\(row.played.id), \(row.played.title):\n\(text)")
        }
        let table = DifferenceTable(rows: rows.compactMap { $0 }, versions: try await Self.versions(root))
        try Self.compare(table)
    }

    private static func versions(_ root: OracleRoot) async throws -> [String] {
        var versions: [String] = []
        for (package, name) in [("containerd", "containerd"), ("skopeo", "skopeo"), ("docker.io", "dockerd")] {
            versions.append("\(name) \(try await root.version(of: package))")
        }
        return versions
    }

    /// The table in `docs/nodes.md` is the one of this run; with `RECORD=1` it is written.
    private static func compare(_ table: DifferenceTable) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/nodes.md")
            .standardized
        let kept = try String(contentsOf: file, encoding: .utf8)
        let made = try table.replacing(in: kept)
        if ProcessInfo.processInfo.environment["BLOBGATE_RECORD_ORACLE"] == "1" {
            try Data(made.utf8).write(to: file)
        } else if !DifferenceTable.isSame(made, kept) {
            let lines = (kept.split(separator: "\n"), made.split(separator: "\n"))
            let changed = zip(lines.0, lines.1).filter { $0 != $1 }.map { "  kept \($0)\n  now  \($1)" }
            Issue.record(
                "docs/nodes.md differs; make oracle RECORD=1 rewrites it\n\(changed.prefix(10).joined(separator: "\n"))"
            )
        }
    }
}

/// Plays cases: each puller gets a stage of its own.
struct CasePlayer: Sendable {
    let root: OracleRoot
    let certificates: OracleCertificates

    /// The results of a case; `nil`, with an issue, if it could not be played.
    func row(_ played: OracleCase) async -> OracleRow? {
        var row = OracleRow(played: played)
        do {
            for client in NodeClient.allCases where played.expected(client) != .absent {
                row.pulls[client] = try await onStage(played) { stage in
                    try await client.run(
                        NodeClient.Pull(
                            reference: stage.reference, isSecured: played.isSecured, login: stage.login,
                            registries: stage.registries), in: root)
                }
            }
            for kind in NodeKind.allCases where played.expected(kind.client) != .absent {
                row.verdicts[kind] = try await onStage(played) { stage in
                    try await GateRunner(root: root).run(played, stage, for: [kind])
                }
            }
            if row.verdicts.count == NodeKind.allCases.count {
                row.together = try await onStage(played) { stage in
                    try await GateRunner(root: root).run(played, stage, for: NodeKind.allCases)
                }
            }
            return row
        } catch {
            Issue.record("\(played.id), \(played.title): \(error)")
            return nil
        }
    }

    /// Starts and arranges the servers, and always stops them.
    private func onStage<Result: Sendable>(
        _ played: OracleCase, _ body: (Stage) async throws -> Result
    ) async throws -> Result {
        let host = played.isSecured ? root.address : "127.0.0.1"
        let registry = try await ScriptedRegistry.start(host: host)
        let storage = try await ScriptedRegistry.start(host: played.storageHost ?? host)
        do {
            if played.isSecured { registry.transport = .tls(try ServerTLS(certificates.good)) }
            var stage = Stage(registry, storage, root, certificates)
            try await played.arrange(&stage)
            try configure(stage, isSecured: played.isSecured)
            let result = try await body(stage)
            await registry.stop()
            await storage.stop()
            return result
        } catch {
            await registry.stop()
            await storage.stop()
            throw error
        }
    }

    /// The files of the clients for this registry. Ports can be used again, so nothing of an earlier stage may remain.
    private func configure(_ stage: Stage, isSecured: Bool) throws {
        let folder = OracleRoot.registryFolder(stage.registry.name)
        try? FileManager.default.removeItem(atPath: root.path + folder)
        if isSecured {
            try root.write("\(folder)/ca.crt", Data(contentsOf: URL(filePath: certificates.authority)))
        }
        if let hosts = stage.hosts { try root.write("\(folder)/hosts.toml", hosts.utf8) }
    }
}
