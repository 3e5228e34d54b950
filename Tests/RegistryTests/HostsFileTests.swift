import Foundation
import OCI
import Record
import Testing
import Transfer

@testable import Registry

/// containerd, docs/hosts.md: how nodes interpret `hosts.toml`.
@Suite struct HostsFileTests {
    private static let path = "/nodes/registry.test/hosts.toml"

    private func read(
        _ text: String, registry: String = "registry.test", scheme: Backend.Scheme = .https
    ) throws -> NodeEndpoints {
        try HostsFile.parse(text, path: Self.path, registry: #require(RegistryName(registry)), scheme: scheme)
    }

    /// One line per endpoint, with everything that affects its requests.
    private func lines(_ found: NodeEndpoints) -> [String] {
        found.endpoints.map { endpoint in
            let route = endpoint.route
            var parts = ["\(endpoint.scheme.rawValue)://\(route.authority)\(route.root)", route.asking.rawValue]
            if let namespace = route.namespace { parts.append("ns=\(namespace)") }
            if !endpoint.trust.verifiesPeer { parts.append("insecure") }
            if endpoint.isRegistry { parts.append("registry") }
            if let limit = route.connectLimit { parts.append("\(limit)") }
            return parts.joined(separator: " ") + " from \(endpoint.source)"
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let expected: [String]
        var registry = "registry.test"
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "mirrors in the order of the file, then the server",
            text: """
                server = "https://upstream.test"
                # a comment with [host."https://not-me"]
                [host."https://z.test"]
                  capabilities = ["pull", "resolve"]
                [host."https://a.test:5000"]
                """,
            expected: [
                "https://z.test/v2 all ns=registry.test from /nodes/registry.test/hosts.toml:3",
                "https://a.test:5000/v2 all ns=registry.test from /nodes/registry.test/hosts.toml:5",
                "https://upstream.test/v2 all ns=registry.test from /nodes/registry.test/hosts.toml:1",
            ]),
        Case(
            name: "without a server, the registry itself",
            text: "[host.'http://10.0.0.1:5000']\ncapabilities = [\n  \"pull\", # not resolve\n]\n",
            expected: [
                "http://10.0.0.1:5000/v2 after-resolving ns=registry.test from /nodes/registry.test/hosts.toml:1",
                "https://registry.test/v2 all registry from /nodes/registry.test/hosts.toml",
            ]),
        Case(
            name: "paths: /v2 is added unless present or override_path is set",
            text: """
                server = "https://registry.test"
                [host."https://m.test/us/"]
                [host."https://m.test/eu/v2"]
                [host."https://m.test/odd"]
                override_path = true
                skip_verify = true
                dial_timeout = "1m1.5s"
                """,
            expected: [
                "https://m.test/us/v2 all ns=registry.test from /nodes/registry.test/hosts.toml:2",
                "https://m.test/eu/v2 all ns=registry.test from /nodes/registry.test/hosts.toml:3",
                "https://m.test/odd all ns=registry.test insecure 61.5 seconds from /nodes/registry.test/hosts.toml:4",
                "https://registry.test/v2 all registry from /nodes/registry.test/hosts.toml:1",
            ]),
        Case(
            name: "a server without a scheme; top-level keys apply to the server",
            text: "server = \"upstream.test:443\"\ncapabilities = [\"Pull\"]\nskip_verify = true\n",
            expected: [
                "https://upstream.test:443/v2 after-resolving ns=registry.test insecure from "
                    + "/nodes/registry.test/hosts.toml:1"
            ]),
        Case(
            name: "IPv6 literals",
            text: "[host.\"https://[fd00::1]:5000\"]\n",
            expected: [
                "https://[fd00::1]:5000/v2 all ns=[::1]:5000 from /nodes/registry.test/hosts.toml:1",
                "https://[::1]:5000/v2 all registry from /nodes/registry.test/hosts.toml",
            ], registry: "[::1]:5000"),
        Case(
            name: "Docker Hub is itself under its other name, and gets no ns",
            text: "server = \"https://registry-1.docker.io\"\n[host.\"https://hub.test\"]\n",
            expected: [
                "https://hub.test/v2 all ns=docker.io from /nodes/registry.test/hosts.toml:2",
                "https://registry-1.docker.io/v2 all registry from /nodes/registry.test/hosts.toml:1",
            ], registry: "docker.io"),
        Case(
            name: "a header table may come first; a host without pull is asked for content too",
            text: """
                [host."https://h.test".header]
                x-custom = ["a", "b"]
                [host."https://push.test"]
                capabilities = ["push"]
                [host."https://h.test"]
                """,
            expected: [
                "https://h.test/v2 all ns=registry.test from /nodes/registry.test/hosts.toml:5",
                "https://push.test/v2 after-resolving ns=registry.test from /nodes/registry.test/hosts.toml:3",
                "https://registry.test/v2 all registry from /nodes/registry.test/hosts.toml",
            ]),
    ]

    @Test(arguments: cases) func endpoints(one: Case) throws {
        #expect(try lines(read(one.text, registry: one.registry)) == one.expected)
    }

    @Test func headersAreSentButNotShown() throws {
        let text =
            "[host.\"https://h.test\"]\n[host.\"https://h.test\".header]\nX-Key = \"hunter2\"\nX-B = [\"1\", \"2\"]\n"
        let route = try #require(try read(text).endpoints.first?.route)
        #expect(route.fields.map(\.name) == ["X-B", "X-B", "X-Key"])
        #expect(route.fields.last?.value == Secret("hunter2"))
        #expect(!"\(route)".contains("hunter2") && !route.fingerprint.contains("hunter2"))
    }

    @Test func certificatePathsAreRelativeToTheFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "blobgate-hosts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["a.crt", "b.crt", "c.cert", "c.key"] {
            try Data("x".utf8).write(to: folder.appending(path: name))
        }
        let text = """
            [host."https://m.test"]
            ca = ["a.crt", "\(folder.path)/b.crt"]
            client = [["c.cert", "c.key"]]
            """
        let found = try HostsFile.parse(
            text, path: folder.path + "/hosts.toml", registry: #require(RegistryName("registry.test")), scheme: .https)
        let trust = try #require(found.endpoints.first?.trust)
        #expect(trust.authorities == ["\(folder.path)/a.crt", "\(folder.path)/b.crt"])
        #expect(trust.client == .init(certificate: "\(folder.path)/c.cert", key: "\(folder.path)/c.key"))
    }

    @Test func aTableThatContainerdSkipsIsSkipped() throws {
        let found = try read("[host]\n\"https://m.test\" = {skip_verify = true}\n")
        #expect(found.endpoints.map(\.route.authority.description) == ["registry.test"])
        #expect(
            found.ignored == [
                Self.path + ":2: [host.\"https://m.test\"] has no table header of its own: containerd skips it"
            ])
    }

    private static let unknown = ": Blobgate does not know this key, so it cannot tell where nodes pull from"

    /// What containerd reads, and this gate does not understand or cannot use.
    static let limits: [(String, String)] = [
        ("[plugins]\nx = 1\n", ":1: plugins" + unknown),
        ("[host.\"https://m.test\"]\nvia = {a = \"b\"}\n", ":2: [host.\"https://m.test\"] via" + unknown),
        ("[host.\"ftp://m.test\"]\n", ":1: \"ftp://m.test\" has no valid host[:port]"),
        (
            "[host.\"https://u:p@m.test\"]\n",
            ":1: \"https://...@m.test\" is not an http or https URL with only host, port and path"
        ),
        (
            "[host.\"https://m.test?x=1\"]\n",
            ":1: \"https://m.test?x=1\" is not an http or https URL with only host, port and path"
        ),
        ("[host.\"https://m.test:0\"]\n", ":1: \"https://m.test:0\" has no valid host[:port]"),
        (
            "server = \"https://m.test#x\"\n",
            ":1: server: \"https://m.test#x\" is not an http or https URL with only host, port and path"
        ),
        (
            "[host.\"https://m.test\"]\nca = \"none.crt\"\n",
            ":2: [host.\"https://m.test\"] ca: cannot read the file /nodes/registry.test/none.crt"
        ),
        (
            "[host.\"https://m.test\".header]\nx = \"a\\r\\nb: c\"\n",
            ":1: [host.\"https://m.test\"] header: x: not a valid header field name or value"
        ),
        (
            "[host.\"https://m.test\".header]\n\"a b\" = \"c\"\n",
            ":1: [host.\"https://m.test\"] header: a b: not a valid header field name or value"
        ),
    ]

    @Test(arguments: limits) func whatIsNotUnderstoodHasALocation(text: String, expected: String) throws {
        #expect(try read(text).unclear == [Self.path + expected])
    }

    static let faults: [(String, String)] = [
        ("server = \n", ":1: not valid TOML: expected a value, found the end of the line"),
        ("server = 7\n", ":1: server: expected a string"),
        (
            "\n[host.\"https://m.test\"]\nskip_verify = \"yes\"\n",
            ":3: [host.\"https://m.test\"] skip_verify: expected true or false"
        ),
        (
            "[host.\"https://m.test\"]\ncapabilities = [\"pul\"]\n",
            ":2: [host.\"https://m.test\"] capabilities: \"pul\" is not one of pull, resolve, push, referrers"
        ),
        (
            "[host.\"https://m.test\"]\ncapabilities = \"pull\"\n",
            ":2: [host.\"https://m.test\"] capabilities: expected a list of strings"
        ),
        (
            "[host.\"https://m.test\"]\nclient = {a = 1}\n",
            ":2: [host.\"https://m.test\"] client: expected a string or a list"
        ),
        (
            "[host.\"https://m.test\"]\ndial_timeout = \"soon\"\n",
            ":2: [host.\"https://m.test\"] dial_timeout: \"soon\" is not a duration such as 500ms or 30s"
        ),
    ]

    @Test(arguments: faults) func faultsHaveALocation(text: String, expected: String) throws {
        let error = try #require(throws: NodeFileError.self) { try read(text) }
        #expect(error.description == Self.path + expected)
    }

    @Test func allFaultsAreReportedAtOnce() throws {
        let error = try #require(throws: NodeFileError.self) {
            try read("server = 1\n[host.\"https://m.test\"]\nskip_verify = 1\noverride_path = 2\n")
        }
        #expect(error.faults.map(\.line) == [1, 3, 4])
    }

    /// With a fixed seed: any input yields endpoints or faults.
    @Test func damagedFiles() throws {
        let registry = try #require(RegistryName("registry.test"))
        let mirror = "\n[host.\"https://m.test\"] # [host.\"https://n.test\"]\n"
        let strange = [
            "a = \"\"\"\n[host.\\\"x\\\"]\n\"\"\"" + mirror,
            "b = '''\n[host.'https://not.test']''''\nc = [\"[\", {d = \"]\"}, [\n1]]" + mirror,
        ]
        for text in strange {
            let found = try HostsFile.parse(text, path: Self.path, registry: registry, scheme: .https)
            #expect(found.endpoints.map(\.route.authority.description) == ["m.test", "registry.test"])
        }
        let seeds = strange + Self.cases.map(\.text) + Self.faults.map(\.0)
        var state: UInt64 = 5
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let marks = Array("[]{}=.\"'#\\\n ,a0".utf8)
        var readable = 0
        for _ in 0..<20_000 {
            var bytes = Array(seeds[random(seeds.count)].utf8)
            for _ in 0...random(3) where !bytes.isEmpty {
                let place = random(bytes.count)
                switch random(3) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(marks[random(marks.count)], at: place)
                default: bytes[place] = marks[random(marks.count)]
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            do throws(NodeFileError) {
                _ = try HostsFile.parse(text, path: Self.path, registry: registry, scheme: .https)
                readable += 1
            } catch {
                #expect(!error.faults.isEmpty)
            }
            _ = try? RegistriesFile.parse(text, path: Self.path)
        }
        #expect(readable > 100 && readable < 20_000)
        for deep in [String(repeating: "[", count: 100_000), "a = " + String(repeating: "[", count: 100_000)] {
            #expect(throws: NodeFileError.self) {
                try HostsFile.parse(deep, path: Self.path, registry: registry, scheme: .https)
            }
        }
    }

    @Test func theFolderOfARegistry() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "blobgate-certs-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        func put(_ folder: String, _ mirror: String?) throws {
            let place = root.appending(path: folder)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            guard let mirror else { return }
            try Data("[host.\"https://\(mirror)\"]\n".utf8).write(to: place.appending(path: "hosts.toml"))
        }
        func mirror(of name: String) throws -> String? {
            let registry = try #require(RegistryName(name))
            return try HostsFile.endpoints(for: registry, in: root.path, scheme: .https).endpoints.first?.route
                .authority
                .description
        }
        #expect(throws: NodeFileError.self) { try mirror(of: "a.test") }
        try put("_default", "default.test")
        try put("a.test:5000", "colon.test")
        #expect(try mirror(of: "a.test:5000") == "colon.test")
        try put("a.test_5000_", "underscore.test")
        try put("a.test", "plain.test")
        try put("[::1]_5000_", "six.test")
        try put("empty.test", nil)
        #expect(try mirror(of: "a.test:5000") == "underscore.test")
        #expect(try mirror(of: "a.test") == "plain.test")
        #expect(try mirror(of: "[::1]:5000") == "six.test")
        #expect(try mirror(of: "b.test") == "default.test")
        // The folder exists, so _default is not read.
        #expect(try mirror(of: "empty.test") == nil)
    }
}
