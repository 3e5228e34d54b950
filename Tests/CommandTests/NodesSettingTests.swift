import Record
import Testing

@testable import blobgate

/// The setting `nodes`.
@Suite struct NodesSettingTests {
    private func read(_ text: String) throws -> Configuration {
        try ConfigurationReader.read("version: 1\nnodes: \(text)\n", file: "/etc/blobgate/blobgate.yaml")
    }

    @Test(
        "in the file, nodes is one kind or a list",
        arguments: [
            ("cri-o", [.crio]), ("[docker]", [.docker]), ("[docker, containerd]", [.containerd, .docker]),
            ("docker, cri-o", [.crio, .docker]),
        ] as [(String, [NodeKind])])
    func file(text: String, kinds: [NodeKind]) throws {
        #expect(try read(text).settings[Settings.release.nodes]?.all == kinds)
    }

    @Test(
        "other kinds, and no kind, are faults of the file",
        arguments: ["podman", "[containerd, podman]", "[]", "{containerd: true}", "\"\""])
    func faults(text: String) {
        #expect(throws: ConfigurationError.self) { try read(text) }
    }

    @Test("command line over environment over file over containerd") func precedence() throws {
        func nodes(_ flag: String? = nil, variable: String? = nil, file: String? = nil) throws -> [NodeKind] {
            var values = SettingValues()
            if let file { values = try read(file).settings }
            let sources = SettingSources(
                environment: Environment(variable.map { ["BLOBGATE_NODES": $0] } ?? [:]), file: values)
            let row = Settings.release.nodes
            return try sources.value(row, try flag.map { try row.parser.read($0) }).all
        }
        #expect(try nodes() == [.containerd])
        #expect(try nodes(file: "docker") == [.docker])
        #expect(try nodes(variable: "cri-o,containerd", file: "docker") == [.containerd, .crio])
        #expect(try nodes("docker", variable: "cri-o") == [.docker])
        #expect(throws: (any Error).self) { try nodes(variable: "cri-o,") }
    }
}
