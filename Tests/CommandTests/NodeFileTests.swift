import Foundation
import Gate
import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import blobgate

/// The nodes' mirror configuration, SRV records, and the precedence of backend sources.
@Suite(.timeLimit(.minutes(10))) struct NodeFileTests {
    @Test func keysOfTheConfiguration() throws {
        let text = """
            version: 1
            registries:
              - name: a.test
                srv: _registry._tcp.a.test
                mirrors: {containers: conf}
              - {name: b.test, mirrors: {}}
            mirrors:
              containerd: nodes/certs.d
              containers: /etc/containers/registries.conf
            """
        let read = try ConfigurationReader.read(text, file: "/cfg/blobgate.yaml")
        #expect(
            read.mirrors == NodeFiles(containerd: "/cfg/nodes/certs.d", containers: "/etc/containers/registries.conf"))
        #expect(read.registries[0].service == "_registry._tcp.a.test")
        #expect(read.registries[0].mirrors == NodeFiles(containers: "/cfg/conf"))
        #expect(read.registries[1].mirrors == NodeFiles())
    }

    @Test(arguments: [
        ("srv: registry.a.test", "\"registry.a.test\" is not a name such as _registry._tcp.example.org"),
        ("srv: _registry._tcp", "\"_registry._tcp\" is not a name such as _registry._tcp.example.org"),
        ("mirrors: [x]", "must be a mapping of keys to values, not a list"),
        ("mirrors: {containerd: [x]}", "expected text, not a list"),
        ("mirrors: {containrd: x}", "unknown key \"containrd\" in registries[0].mirrors; did you mean \"containerd\"?"),
    ])
    func aFaultInTheConfiguration(key: String, message: String) throws {
        let text = "version: 1\nregistries:\n  - name: a.test\n    \(key)\n"
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationReader.read(text, file: "blobgate.yaml")
        }
        #expect(error.description.hasPrefix("blobgate.yaml:4: "))
        #expect(error.description.hasSuffix(message))
    }

    @Test func flags() throws {
        let files = try NodeFiles(flags: ["containerd=/a/../b", "containers=/c=d"])
        #expect(files == NodeFiles(containerd: "/b", containers: "/c=d"))
        #expect(try NodeFiles(flags: files.flags) == files)
        for wrong in ["", "containerd", "containerd=", "docker=/x"] {
            let failure = try #require(throws: CommandFailure.self) { try NodeFiles(flags: [wrong]) }
            #expect(failure.code == .usage)
        }
    }

    private func choose(
        _ configuration: Configuration, flags: [String] = [], files: NodeFiles = NodeFiles()
    ) async throws -> ([String], [String]) {
        let name = try #require(RegistryName("127.0.0.1:5000"))
        let (registries, notices) = try await BackendChoice(
            configuration: configuration, flags: flags, nodeFiles: files
        ).choose(for: [name])
        return (registries[name]?.backends.map { "\($0.name) by \($0.source)" } ?? [], notices)
    }

    /// The first source with backends wins.
    @Test func theOrderOfSources() async throws {
        let home = try GateHome()
        let file = try home.write(
            "certs.d/127.0.0.1_5000_/hosts.toml",
            "\n[host.\"https://127.0.0.2:5000\"]\n[host.\"https://127.0.0.2:5000\".rewrite]\n\"^a\" = \"b\"\n")
        let files = NodeFiles(containerd: home.path("certs.d"))
        let empty = try home.write("empty.conf", "")
        var configuration = Configuration()
        #expect(try await choose(configuration).0 == ["127.0.0.1:5000 by DNS"])
        let mirrored = ["127.0.0.2:5000 by \(file):2", "127.0.0.1:5000 by \(file)"]
        let (found, notices) = try await choose(configuration, files: files)
        #expect(found == mirrored)
        #expect(notices.count == 1 && notices[0].hasPrefix("\(file):3: "))
        configuration.mirrors = files
        #expect(try await choose(configuration).0 == mirrored)
        // If the files have no entry for the registry, DNS is used.
        #expect(
            try await choose(configuration, files: NodeFiles(containers: empty)).0 == ["127.0.0.1:5000 by DNS"])
        #expect(try await choose(configuration, flags: ["a=10.0.0.1:443"]).0 == ["a by --backend"])
        var entry = Configuration.RegistryEntry(name: RegistryName("127.0.0.1:5000"))
        entry.mirrors = NodeFiles()
        configuration.registries = [entry]
        #expect(try await choose(configuration).0 == ["127.0.0.1:5000 by DNS"])
        entry.mirrors = nil
        entry.backends = [
            .init(name: "b", address: try #require(RegistryName("[::1]:5000")), scheme: nil, role: .serving)
        ]
        configuration.registries = [entry]
        #expect(try await choose(configuration).0 == ["b by blobgate.yaml"])
    }

    @Test func aFaultyFileEndsTheCommand() async throws {
        let home = try GateHome()
        let file = try home.write("registries.conf", "[[registry]]\nlocation = 5\n")
        let failure = try await #require(throws: CommandFailure.self) {
            try await choose(Configuration(), files: NodeFiles(containers: file))
        }
        #expect(failure.code == .configuration)
        #expect(
            failure.message == """
                invalid mirror configuration of the nodes
                \(file):1: [[registry]] needs a prefix or a location
                """ || failure.message.contains("\(file):2: [[registry]] location: expected a string"))
    }

    @Test("k3s's own file, and a key that the gate does not know")
    func k3s() async throws {
        let home = try GateHome()
        let good = try home.write("registries.yaml", "mirrors:\n  \"*\": {endpoint: [\"127.0.0.2:5000\"]}\n")
        let files = NodeFiles(containerd: good)
        #expect(
            try await choose(Configuration(), files: files).0 == [
                "http://127.0.0.2:5000 by \(good):2", "127.0.0.1:5000 by \(good)",
            ])
        let other = try home.write("other.yaml", "mirrors:\n  \"*\":\n    endpoint: [a.test]\n    via: x\n")
        let name = try #require(RegistryName("127.0.0.1:5000"))
        let found = try await BackendChoice(
            configuration: Configuration(), flags: [], nodeFiles: NodeFiles(containerd: other)
        ).choose(for: [name]).registries[name]
        #expect(found?.backends.isEmpty == true && found?.isLasting == true)
        #expect(found?.obstacle?.hasPrefix("\(other):4: mirrors: * via: Blobgate does not know this key") == true)
    }

    @Test(
        "a key that the gate does not know ends undecided, with its line; a file that nodes refuse ends the command",
        arguments: [
            (
                "registries.conf", "containers", "[[registry]]\nlocation = \"a.test\"\nvia = 1\n", 69,
                ":3: [[registry]] via"
            ),
            ("certs.d/a.test/hosts.toml", "containerd", "via = 1\n", 69, ":1: via"),
            (
                "registries.yaml", "containerd", "mirrors:\n  a.test: {via: x}\n  b.test:\n", 69,
                ":2: mirrors: a.test via"
            ),
            (
                "registries.yaml", "containerd", "mirrors:\n  a.test: {endpoint: x}\n", 78,
                ":2: mirrors: a.test endpoint"
            ),
            ("registries.conf", "containers", "[[registry]]\nlocation = 1\n", 78, ":2: [[registry]] location"),
        ])
    func exitCodes(name: String, kind: String, text: String, status: Int32, place: String) async throws {
        let home = try GateHome()
        let file = try home.write(name, text)
        let path = name.hasPrefix("certs.d") ? home.path("certs.d") : file
        let result = try await home.run(["check", "--mirrors", "\(kind)=\(path)", "a.test/x:1"])
        #expect(result.status == status, "\(result)")
        let words = (result.output + result.error).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains(file + place), "\(result)")
    }

    @Test func aBlockedRegistryHasNoBackend() async throws {
        let home = try GateHome()
        let file = try home.write("registries.conf", "[[registry]]\nlocation = \"127.0.0.1:5000\"\nblocked = true\n")
        let name = try #require(RegistryName("127.0.0.1:5000"))
        let found = try await BackendChoice(
            configuration: Configuration(), flags: [], nodeFiles: NodeFiles(containers: file)
        ).choose(for: [name]).registries[name]
        #expect(found?.backends.isEmpty == true)
        #expect(found?.obstacle == "nodes do not pull 127.0.0.1:5000: \(file):1 sets blocked = true")
    }
}
