import Foundation
import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import blobgate

/// `registries.yaml` of k3s and RKE2: the endpoints that k3s writes into the `hosts.toml` of each registry.
@Suite struct K3sFileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        /// One line per endpoint of a registry.
        let expected: [String: [String]]
        var options = ""

        init(_ name: String, _ text: String, _ expected: [String: [String]], options: String = "") {
            (self.name, self.text, self.expected, self.options) = (name, text, expected, options)
        }

        var testDescription: String { name }
    }

    private func read(_ text: String, options: String = "", in home: GateHome) throws -> K3sRegistries {
        if !options.isEmpty { try home.write("k3s/config.yaml", options) }
        return try K3sFile.read(try home.write("k3s/registries.yaml", text))
    }

    private func found(
        _ text: String, _ registry: String, options: String = "", in home: GateHome
    ) throws -> NodeEndpoints {
        try read(text, options: options, in: home).endpoints(
            for: #require(RegistryName(registry)), scheme: .https)
    }

    private func lines(_ found: NodeEndpoints) -> [String] {
        found.endpoints.map { endpoint in
            var parts = ["\(endpoint.scheme.rawValue)://\(endpoint.route.authority)\(endpoint.route.root)"]
            if !endpoint.route.scope.isWhole { parts.append("\(endpoint.route.scope)") }
            if !endpoint.trust.verifiesPeer { parts.append("insecure") }
            if endpoint.isRegistry { parts.append("registry") }
            if case .containerd(_, let line?) = endpoint.source { parts.append("line \(line)") }
            return parts.joined(separator: " ")
        }
    }

    static let cases = [
        Case(
            "mirrors in order, then the registry itself, for two registries",
            """
            mirrors:
              docker.io:
                endpoint:
                  - "https://hub.test:5000"
                  - http://two.test
              "quay.io":
                endpoint: [quay.test/cache]
            """,
            [
                "docker.io": [
                    "https://hub.test:5000/v2 line 4", "http://two.test/v2 line 5",
                    "https://registry-1.docker.io/v2 registry line 2",
                ],
                "quay.io": ["https://quay.test/cache line 7", "https://quay.io/v2 registry line 6"],
                "ghcr.io": [],
            ]),
        Case(
            "a path is used as it is, except /v2",
            """
            mirrors:
              a.test: {endpoint: ["https://m.test/v2", "https://m.test/x/v2", "n.test/"]}
            """,
            [
                "a.test": [
                    "https://m.test/v2 line 2", "https://m.test/x/v2 line 2", "https://n.test/v2 line 2",
                    "https://a.test/v2 registry line 2",
                ]
            ]),
        Case(
            "on this machine, other ports than 443 are plain HTTP unless the file says https",
            """
            mirrors:
              a.test: {endpoint: ["localhost:5000", "127.0.0.9:80", "https://localhost:5001", "localhost:443", "m.test:5000"]}
              "localhost:5000": {endpoint: [m.test]}
            """,
            [
                "a.test": [
                    "http://localhost:5000/v2 line 2", "http://127.0.0.9:80/v2 line 2",
                    "https://localhost:5001/v2 line 2",
                    "https://localhost:443/v2 line 2", "https://m.test:5000/v2 line 2",
                    "https://a.test/v2 registry line 2",
                ],
                "localhost:5000": ["https://m.test/v2 line 3", "http://localhost:5000/v2 registry line 3"],
            ]),
        Case(
            "the star is for registries without an entry, and for those whose entry changes nothing",
            """
            mirrors:
              "*":
                endpoint: ["https://all.test"]
              a.test:
              b.test: {endpoint: ["https://b.test"]}
              c.test: {endpoint: ["https://m.test"]}
            """,
            [
                "a.test": ["https://all.test/v2 line 3", "https://a.test/v2 registry"],
                "b.test": ["https://all.test/v2 line 3", "https://b.test/v2 registry"],
                "c.test": ["https://m.test/v2 line 6", "https://c.test/v2 registry line 6"],
                "docker.io": ["https://all.test/v2 line 3", "https://registry-1.docker.io/v2 registry"],
            ]),
        Case(
            "rewrite is for mirrors, not for the registry itself, even if it is listed last",
            """
            mirrors:
              docker.io:
                endpoint: ["https://m.test", "docker.io"]
                rewrite:
                  "^library/(.*)": "hub/$1"
              quay.io:
                endpoint: ["https://m.test", "https://quay.io", "https://n.test"]
                rewrite: {"^x/": "y/"}
            """,
            [
                "docker.io": [
                    "https://m.test/v2 ~(^library/(.*)=>hub/$1) line 3",
                    "https://registry-1.docker.io/v2 registry line 3",
                ],
                "quay.io": [
                    "https://m.test/v2 ~(^x/=>y/) line 7", "https://quay.io/v2 ~(^x/=>y/) line 7",
                    "https://n.test/v2 ~(^x/=>y/) line 7", "https://quay.io/v2 registry line 6",
                ],
            ]),
        Case(
            "configs are for the host of an endpoint, also without mirrors; Docker Hub has two names",
            """
            mirrors:
              a.test: {endpoint: ["https://m.test:5000", "https://m.test"]}
              docker.io: {endpoint: ["https://n.test"]}
            configs:
              "m.test:5000": {tls: {insecure_skip_verify: true}}
              b.test: {tls: {insecure_skip_verify: yes}}
              registry-1.docker.io: {tls: {insecure_skip_verify: true}}
            """,
            [
                "a.test": [
                    "https://m.test:5000/v2 insecure line 2", "https://m.test/v2 line 2",
                    "https://a.test/v2 registry line 2",
                ],
                "b.test": ["https://b.test/v2 insecure registry line 6"],
                "docker.io": ["https://n.test/v2 line 3", "https://registry-1.docker.io/v2 insecure registry line 3"],
            ]),
        Case(
            "settings for the star",
            "configs: {\"*\": {tls: {insecure_skip_verify: true}}}\n",
            ["a.test": ["https://a.test/v2 insecure registry"]]),
        Case(
            "settings for the star do not apply next to mirrors for it",
            "mirrors: {\"*\": {endpoint: [m.test]}}\nconfigs: {\"*\": {tls: {insecure_skip_verify: true}}}\n",
            ["a.test": ["https://m.test/v2 line 1", "https://a.test/v2 registry"]]),
        Case(
            "without the default endpoint, only mirrors are asked; an entry in configs keeps it",
            """
            mirrors:
              a.test: {endpoint: ["https://m.test"]}
              b.test: {endpoint: ["https://m.test"]}
              "*": {endpoint: ["https://all.test"]}
            configs:
              b.test: {auth: {username: u, password: p}}
            """,
            [
                "a.test": ["https://m.test/v2 line 2"], "c.test": ["https://all.test/v2 line 4"],
                "b.test": ["https://m.test/v2 line 3", "https://b.test/v2 registry line 3"],
            ], options: "token: x\ndisable-default-registry-endpoint: true\n"),
        Case(
            "merge keys and empty files",
            """
            x: &tls {tls: {insecure_skip_verify: true}}
            configs:
              a.test:
                <<: *tls
            """, ["a.test": ["https://a.test/v2 insecure registry line 3"]]),
    ]

    @Test(arguments: cases) func endpoints(one: Case) throws {
        let home = try GateHome()
        for (registry, expected) in one.expected {
            #expect(try lines(found(one.text, registry, options: one.options, in: home)) == expected, "\(registry)")
        }
    }

    @Test func anEmptyFileChangesNothing() throws {
        let home = try GateHome()
        for text in ["", "mirrors:\n", "mirrors: {}\nconfigs: ~\n"] {
            #expect(try found(text, "a.test", in: home).saysNothing)
        }
    }

    @Test func laterOptionFilesWin() throws {
        let home = try GateHome()
        let text = "mirrors: {a.test: {endpoint: [m.test]}}\n"
        try home.write("k3s/config.yaml.d/10.yaml", "disable-default-registry-endpoint: true\n")
        #expect(try read(text, in: home).hasDefaultEndpoint == false)
        try home.write("k3s/config.yaml.d/20.yaml", "disable-default-registry-endpoint: \"false\"\n")
        #expect(try read(text, in: home).hasDefaultEndpoint)
    }

    @Test func certificatesOfAnEndpoint() throws {
        let home = try GateHome()
        let (authority, certificate, key) = (
            try home.write("ca.crt", "x"), try home.write("c.crt", "x"), try home.write("c.key", "x")
        )
        let text = """
            mirrors: {a.test: {endpoint: [m.test, n.test]}}
            configs:
              m.test:
                tls:
                  ca_file: \(authority)
                  cert_file: \(certificate)
                  key_file: \(key)
              n.test: {tls: {ca_file: "", cert_file: \(certificate)}}
            """
        let trusts = try found(text, "a.test", in: home).endpoints.map(\.trust)
        #expect(trusts.map(\.authorities) == [[authority], [], []])
        #expect(
            trusts.map(\.client) == [
                .init(certificate: certificate, key: key), .init(certificate: certificate, key: nil), nil,
            ])
    }

    @Test("the registry that k3s embeds is named, and what only it has is not decided here")
    func embedded() throws {
        let home = try GateHome()
        let text = "mirrors:\n  a.test:\n  b.test: {endpoint: [m.test]}\n  \"localhost:5000\":\n"
        let options = "embedded-registry: true\n"
        let own = try found(text, "a.test", options: options, in: home)
        #expect(lines(own) == ["https://a.test/v2 registry line 2"])
        #expect(own.ignored.contains { $0.contains("registries.yaml:2: nodes first ask the registry that k3s embeds") })
        #expect(try found(text, "localhost:5000", options: options, in: home).saysNothing)
        let alone = options + "disable-default-registry-endpoint: true\n"
        let none = try found(text, "a.test", options: alone, in: home)
        #expect(none.endpoints.isEmpty && none.unclear.contains { $0.contains("only a node can tell") })
        #expect(try found(text, "b.test", options: alone, in: home).unclear.isEmpty)
    }

    @Test("what k3s ignores is noted, and so are credentials, which are not used")
    func notices() throws {
        let home = try GateHome()
        let text = """
            mirrors:
              a.test:
                endpoint: ["https://m.test", "m.test/v2", "not a url"]
            configs:
              m.test: {auth: {username: u, password: hunter2}}
            """
        let found = try found(text, "a.test", in: home)
        #expect(lines(found) == ["https://m.test/v2 line 3", "https://a.test/v2 registry line 2"])
        for part in [
            "registries.yaml:3: endpoint m.test/v2 is listed twice", "not a url is no URL", ":5: configs: m.test auth",
        ] {
            #expect(found.ignored.contains { $0.contains(part) }, "\(part)")
        }
        #expect(!"\(found)".contains("hunter2"))
    }

    static let faults: [(String, String)] = [
        ("mirrors: [a]\n", ":1: mirrors: expected a mapping of keys to values, not a list"),
        ("- a\n", ":1: the file: expected a mapping of keys to values, not a list"),
        ("mirrors:\n  a.test: [m]\n", ":2: mirrors: a.test: expected a mapping of keys to values, not a list"),
        (
            "mirrors:\n  a.test:\n    endpoint: m.test\n",
            ":3: mirrors: a.test endpoint: expected a list, not the value \"m.test\""
        ),
        ("mirrors:\n  a.test:\n    endpoint: [[m]]\n", ":3: mirrors: a.test endpoint: expected text, not a list"),
        (
            "mirrors:\n  a.test:\n    rewrite: [x]\n",
            ":3: mirrors: a.test rewrite: expected a mapping of keys to values"
        ),
        ("mirrors:\n  a.test:\n    rewrite:\n      x: [y]\n", ":4: mirrors: a.test rewrite: expected text, not a list"),
        (
            "configs:\n  a.test:\n    tls: x\n",
            ":3: configs: a.test tls: expected a mapping of keys to values, not the value \"x\""
        ),
        (
            "configs:\n  a.test:\n    auth: x\n",
            ":3: configs: a.test auth: expected a mapping of keys to values, not the value \"x\""
        ),
        (
            "configs:\n  a.test:\n    tls:\n      insecure_skip_verify: \"true\"\n",
            ":4: configs: a.test tls insecure_skip_verify: expected true or false"
        ),
        (
            "configs:\n  a.test:\n    tls:\n      ca_file: [x]\n",
            ":4: configs: a.test tls ca_file: expected text, not a list"
        ),
        ("mirrors:\n  a: {\n", ":3: invalid YAML"),
    ]

    @Test("what k3s does not start with is an error with its line", arguments: faults)
    func wrongFiles(text: String, expected: String) throws {
        let home = try GateHome()
        let error = try #require(throws: NodeFileError.self) { try read(text, in: home) }
        #expect(error.description.hasPrefix(home.path("k3s/registries.yaml") + expected), "\(error)")
    }

    @Test func aWrongOptionIsAnError() throws {
        let home = try GateHome()
        let error = try #require(throws: NodeFileError.self) {
            try read("mirrors:\n", options: "\nembedded-registry: [x]\n", in: home)
        }
        #expect(error.description == home.path("k3s/config.yaml") + ":2: embedded-registry: expected true or false")
    }

    @Test(
        "a key that the gate does not know leaves the registries undecided that it concerns",
        arguments: [
            ("mirrors:\n  a.test: {endpoint: [m.test], ordering: random}\n", ":2: mirrors: a.test ordering: ", false),
            (
                "mirrors:\n  a.test: {endpoint: [m.test]}\nconfigs:\n  m.test: {via: x}\n", ":4: configs: m.test via: ",
                false
            ),
            (
                "mirrors:\n  a.test: {endpoint: [m.test]}\nconfigs:\n  m.test: {tls: {min: x}}\n",
                ":4: configs: m.test tls min: ", false
            ),
            ("mirrors:\n  a.test: {endpoint: [m.test]}\nfallback: x\n", ":3: fallback: ", true),
            ("mirrors:\n  a.test: {endpoint: [\"ftp://m.test\"]}\n", ":2: \"ftp://m.test/v2\"", false),
            (
                "mirrors:\n  a.test: {endpoint: [m.test], rewrite: {\"(?=a)\": b}}\n",
                ":2: endpoint https://m.test/v2 rewrite", false
            ),
            (
                "mirrors:\n  a.test: {endpoint: [m.test]}\nconfigs:\n  m.test: {tls: {ca_file: /none/ca.crt}}\n",
                ":4: endpoint https://m.test/v2 ca: cannot read the file /none/ca.crt", false
            ),
        ])
    func unknownKeys(text: String, expected: String, concernsAll: Bool) throws {
        let home = try GateHome()
        let own = try found(text, "a.test", in: home)
        #expect(own.unclear.contains { $0.hasPrefix(home.path("k3s/registries.yaml") + expected) }, "\(own.unclear)")
        #expect(try found(text, "other.test", in: home).unclear.isEmpty != concernsAll)
    }
}
