import Foundation

/// The command line of one gate run.
struct GateRun {
    /// The configuration of the registry beyond its backends, such as `cache: {kind: none}`.
    var configuration: [String] = []
    /// The ports of the backends.
    var backends: [UInt16]
    var scheme = "http"
    /// The certificate authority, for `https`.
    var authority: String?
    /// References without the registry's name.
    var references: [String]
    var options: [String] = []
}

extension Bench {
    /// A folder of the scratch folder.
    func folder(_ name: String) throws -> URL {
        let folder = scratch.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A way to run the gate with a ledger of its own for each run, or with the one given.
    func gate(_ name: String, _ run: GateRun, ledger: URL? = nil) throws -> Way {
        let folder = try folder("gate-\(UUID().uuidString)")
        let fresh = folder.appending(path: "ledger.sqlite")
        let arguments = try gateArguments(run, in: folder, ledger: ledger ?? fresh)
        return Way(
            name: name, arguments: { arguments },
            prepare: {
                guard ledger == nil else { return }
                for suffix in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: fresh.path + suffix)
                }
            })
    }

    /// Writes configuration and list; the arguments that run them.
    func gateArguments(_ run: GateRun, in folder: URL, ledger: URL) throws -> [String] {
        let configuration = folder.appending(path: "blobgate.yaml")
        let list = folder.appending(path: "images.txt")
        let backends = run.backends.enumerated().map { "      - {name: b\($0 + 1), address: \"127.0.0.1:\($1)\"}" }
        let own = (run.authority.map { ["ca: \"\($0)\""] } ?? []) + run.configuration
        let lines =
            ["version: 1", "registries:", "  - name: \(BenchServers.registryName)", "    scheme: \(run.scheme)"]
            + own.map { "    \($0)" } + ["    backends:"] + backends
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: configuration)
        let names = run.references.map { "\(BenchServers.registryName)/\($0)\n" }
        try Data(names.joined().utf8).write(to: list)
        return [
            settings.blobgate, "check", "--config", configuration.path, "--ledger", ledger.path, "--progress", "none",
            "--quiet", "--from", list.path,
        ] + run.options
    }
}
