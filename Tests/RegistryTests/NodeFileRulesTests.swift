import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

/// Keys of the nodes' files that change where bytes come from.
@Suite struct NodeFileRulesTests {
    private func containers(_ text: String, _ registry: String) throws -> NodeEndpoints {
        try RegistriesFile.parse(text, path: "registries.conf").endpoints(
            for: #require(RegistryName(registry)), scheme: .https)
    }

    private func hosts(of found: NodeEndpoints) -> [String] {
        found.endpoints.map { "\($0.route.authority)" + ($0.mayBePlain ? " or http" : "") }
    }

    private static func folder(_ files: [String: String]) throws -> String {
        let root = FileManager.default.temporaryDirectory.appending(path: "blobgate-rules-\(UUID().uuidString)")
        for (name, text) in files {
            let file = root.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return root.path
    }

    @Test(
        "an empty prefix means the location",
        arguments: [
            ("prefix = \"\"\nlocation = \"a.test/app\"", "a.test", ["m.test", "a.test", "a.test"]),
            ("prefix = \"\"\nlocation = \"b.test:5000\"", "b.test:5000", ["m.test", "b.test:5000"]),
            ("location = \"a.test\"", "a.test", ["m.test", "a.test"]),
        ])
    func emptyPrefix(entry: String, registry: String, expected: [String]) throws {
        let text = "[[registry]]\n\(entry)\n[[registry.mirror]]\nlocation = \"m.test/x\"\n"
        #expect(try hosts(of: containers(text, registry)) == expected)
    }

    @Test("an entry with a prefix needs a location; an empty prefix and location name nothing")
    func locations() {
        #expect(throws: NodeFileError.self) { try containers("[[registry]]\nprefix = \"a.test\"\n", "a.test") }
        #expect(throws: NodeFileError.self) {
            try containers("[[registry]]\nprefix = \"\"\nlocation = \"\"\n", "a.test")
        }
    }

    @Test("of a blocked registry, nodes ask the mirrors only")
    func blocked() throws {
        let mirrors = "[[registry.mirror]]\nlocation = \"m.test\"\n[[registry.mirror]]\nlocation = \"n.test\"\n"
        let found = try containers("[[registry]]\nlocation = \"a.test\"\nblocked = true\n" + mirrors, "a.test")
        #expect(hosts(of: found) == ["m.test", "n.test"])
        #expect(found.blocked.count == 1)
        let wild = try containers("[[registry]]\nprefix = \"*.a.test\"\nblocked = true\n" + mirrors, "x.a.test")
        #expect(hosts(of: wild) == ["m.test", "n.test"])
        // A mirror that is blocked itself fails as well.
        let both =
            "[[registry]]\nlocation = \"a.test\"\n\(mirrors)[[registry]]\nlocation = \"m.test\"\nblocked = true\n"
        let rest = try containers(both, "a.test")
        #expect(hosts(of: rest) == ["n.test", "a.test"])
        #expect(rest.blocked.first?.contains("m.test") == true)
    }

    @Test("a prefix without a port also matches any port, which stays behind what replaces it")
    func ports() throws {
        let moved = "[[registry]]\nprefix = \"a.test\"\nlocation = \"b.test\"\n"
        #expect(try hosts(of: containers(moved, "a.test:5000")) == ["b.test:5000"])
        let wild = "[[registry]]\nprefix = \"*.a.test\"\n[[registry.mirror]]\nlocation = \"m.test\"\n"
        #expect(try hosts(of: containers(wild, "x.a.test:444")) == ["m.test:444", "x.a.test:444"])
        // No name has two ports.
        let odd = try containers("[[registry]]\nprefix = \"a.test\"\nlocation = \"b.test:5000\"\n", "a.test:5000")
        #expect(odd.endpoints.isEmpty && odd.blocked.count == 1)
    }

    @Test("insecure allows plain HTTP on any port, for each location by itself")
    func insecure() throws {
        let text = """
            [[registry]]
            location = "a.test"
            [[registry.mirror]]
            location = "m.test:5001"
            insecure = true
            [[registry.mirror]]
            location = "n.test:5002"
            """
        #expect(try hosts(of: containers(text, "a.test")) == ["m.test:5001 or http", "n.test:5002", "a.test"])
        let own = "[[registry]]\nlocation = \"a.test\"\ninsecure = true\n"
        #expect(try hosts(of: containers(own, "a.test")) == ["a.test or http"])
    }

    @Test("what speaks plain HTTP is asked so, and what answers nowhere stays as it is written")
    func probes() async throws {
        try await ScriptedRegistry.run { registry in
            let text = """
                [[registry]]
                location = "a.invalid"
                [[registry.mirror]]
                location = "localhost:\(registry.port)"
                insecure = true
                """
            let probe = BackendProbe(
                engine: try #require(TransferEngine(loops: 1)), limits: TransferLimits(connect: .seconds(5)),
                userAgent: "blobgate/test")
            let endpoints = try containers(text, "a.invalid").endpoints
            let name = try #require(RegistryName("a.invalid"))
            let found = await BackendDiscovery.backends(at: endpoints, of: name, reach: Reach(probe: probe))
            let mirror = try #require(found.backends.first { $0.address.port == registry.port })
            #expect(mirror.scheme == .http && mirror.role == .serving)
            #expect(mirror.name.hasPrefix("http://localhost:\(registry.port)"))
            // Nothing answers at the registry itself, which nodes ask after the mirror.
            #expect(found.backends.last?.role == .standby && found.remarks.count == 1)
            let believed = await BackendDiscovery.backends(at: endpoints, of: name)
            #expect(believed.backends.allSatisfy { $0.scheme == .https && $0.role == .serving })
        }
    }

    @Test("a server that nothing answers at still blocks references that no mirror is asked for")
    func lastResort() async throws {
        let probe = BackendProbe(
            engine: try #require(TransferEngine(loops: 1)), limits: TransferLimits(connect: .seconds(5)),
            userAgent: "blobgate/test")
        func parts(_ filter: String) async throws -> [String] {
            let text =
                "[[registry]]\nlocation = \"a.invalid\"\n[[registry.mirror]]\nlocation = \"m.invalid\"\n\(filter)\n"
            let found = await BackendDiscovery.backends(
                at: try containers(text, "a.invalid").endpoints, of: try #require(RegistryName("a.invalid")),
                reach: Reach(probe: probe))
            return found.backends.dropFirst().map { "\($0.role) \($0.route?.asking.rawValue ?? "")" }
        }
        #expect(
            try await parts("pull-from-mirror = \"digest-only\"") == [
                "standby digest-references", "serving tag-references",
            ])
        #expect(
            try await parts("pull-from-mirror = \"tag-only\"") == [
                "standby tag-references", "serving digest-references",
            ])
        #expect(try await parts("") == ["standby all"])
    }

    @Test(
        "containerd ignores a hosts.toml that it cannot read, and asks the registry itself",
        arguments: [
            "server = \"https://up.test\"\n[host.\"https://m.test\"\n",
            "[host.\"https://m.test\"]\ncapabilities = [\"pull\", \"fetch\"]\n",
            "[host.\"https://m.test\"]\nskip_verify = \"yes\"\n",
            "[host.\"https://m.test\"]\ndial_timeout = \"soon\"\n",
        ])
    func ignored(text: String) throws {
        let root = try Self.folder(["registry.test/hosts.toml": text])
        defer { try? FileManager.default.removeItem(atPath: root) }
        let found = try HostsFile.endpoints(
            for: #require(RegistryName("registry.test")), in: root, scheme: .https)
        #expect(hosts(of: found) == ["registry.test"])
        let notice = try #require(found.ignored.first)
        #expect(notice.contains("hosts.toml:") && notice.contains("ignores the whole file"))
    }

    @Test("a hosts.toml that containerd reads and the gate cannot use leaves the registry undecided")
    func unusable() throws {
        let root = try Self.folder(["registry.test/hosts.toml": "[host.\"https://m.test\"]\nca = \"none.crt\"\n"])
        defer { try? FileManager.default.removeItem(atPath: root) }
        let found = try HostsFile.endpoints(
            for: #require(RegistryName("registry.test")), in: root, scheme: .https)
        #expect(found.unclear.count == 1 && found.unclear[0].hasPrefix(root + "/registry.test/hosts.toml:2: "))
        #expect(!found.saysNothing)
    }

    @Test("a host without pull is asked for content, and its lack of it does not block")
    func pushOnly() throws {
        let text = "[host.\"https://p.test\"]\ncapabilities = [\"push\"]\n[host.\"https://m.test\"]\n"
        let found = try HostsFile.parse(
            text, path: "hosts.toml", registry: #require(RegistryName("registry.test")), scheme: .https)
        #expect(found.endpoints.map(\.route.asking) == [.afterResolving, .all, .all])
        #expect(found.endpoints.map(\.isOptional) == [true, false, false])
        #expect(found.endpoints.map(\.isLastResort) == [false, false, true])
    }

    @Test("rewrites rename repositories on the mirror, as in k3s and RKE2; a pattern of another kind is not understood")
    func rewrites() throws {
        let registry = try #require(RegistryName("registry.test"))
        func names(_ table: String, _ repositories: [String]) throws -> [String?] {
            let text = "[host.\"https://m.test\"]\n[host.\"https://m.test\".rewrite]\n\(table)\n"
            let found = try HostsFile.parse(text, path: "hosts.toml", registry: registry, scheme: .https)
            #expect(found.ignored.contains { $0.contains("k3s") })
            #expect(found.endpoints.last?.route.scope.isWhole == true)
            if !found.unclear.isEmpty { return found.unclear }
            let scope = try #require(found.endpoints.first?.route.scope)
            return try repositories.map { try scope.mapped(repository($0))?.description }
        }
        #expect(try names("\"^(.*)$\" = \"hmirror/$1\"", ["app/web", "x"]) == ["hmirror/app/web", "hmirror/x"])
        #expect(
            try names("\"^library/(.*)\" = \"hub/${1}\"", ["library/nginx", "team/app"]) == ["hub/nginx", "team/app"])
        // k3s takes any one of several that apply.
        #expect(try names("\"^a/\" = \"b/\"\n\"^(.*)$\" = \"c/$1\"", ["a/x", "d"]) == [nil, "c/d"])
        for pattern in ["(", "(?=a)"] {
            #expect(
                try names("\"\(pattern)\" = \"x\"", ["a"]) == [
                    "hosts.toml:2: [host.\"https://m.test\"] rewrite: \(pattern): not a regular expression that Blobgate supports"
                ])
        }
    }

    @Test("TLS settings of a plain URL make containerd try https first, except on port 80")
    func plainWithTLS() throws {
        let text =
            "[host.\"http://m.test:5000\"]\nskip_verify = true\n[host.\"http://n.test:80\"]\nskip_verify = true\n"
        let found = try HostsFile.parse(
            text, path: "hosts.toml", registry: #require(RegistryName("registry.test")), scheme: .https)
        #expect(found.endpoints.map(\.mayBePlain) == [true, false, false])
        #expect(found.endpoints.map(\.scheme) == [.https, .http, .https])
    }

    private func configured(_ text: String, _ registry: String) throws -> NodeEndpoints {
        let root = try Self.folder(["config.toml": text, "certs.d/a.test/hosts.toml": "[host.\"https://h.test\"]\n"])
        defer { try? FileManager.default.removeItem(atPath: root) }
        let path = root + "/config.toml"
        try Data(text.replacing("ROOT", with: root).utf8).write(to: URL(fileURLWithPath: path))
        return try HostsFile.endpoints(for: #require(RegistryName(registry)), in: path, scheme: .https)
    }

    @Test(
        "config.toml of both versions: mirrors, the star, TLS settings, and the way to hosts.toml",
        arguments: ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images"])
    func containerdConfig(plugin: String) throws {
        let table = "[plugins.\"\(plugin)\".registry"
        let mirrors = """
            version = 2
            \(table).mirrors."a.test"]
              endpoint = ["http://m.test:5000", "https://n.test/sub"]
            \(table).mirrors."*"]
              endpoint = ["https://star.test", "https://c.test"]
            \(table).configs."n.test".tls]
              insecure_skip_verify = true
            """
        let own = try configured(mirrors, "a.test")
        #expect(hosts(of: own) == ["m.test:5000", "n.test", "a.test"])
        #expect(own.endpoints.map(\.route.root) == ["/v2", "/sub", "/v2"])
        #expect(own.endpoints.map(\.trust.verifiesPeer) == [true, false, true])
        #expect(own.endpoints.map(\.scheme) == [.http, .https, .https])
        #expect(try hosts(of: configured(mirrors, "b.test")) == ["star.test", "c.test", "b.test"])
        // The registry itself may be one of them.
        #expect(try hosts(of: configured(mirrors, "c.test")) == ["star.test", "c.test"])
        let path = "\(table)]\nconfig_path = \"ROOT/certs.d\"\n"
        #expect(try hosts(of: configured(path, "a.test")) == ["h.test", "a.test"])
        #expect(try configured(path, "b.test").endpoints.isEmpty)
        #expect(throws: NodeFileError.self) { try configured(mirrors + "\n" + path, "a.test") }
    }

    @Test(
        "config.toml: a key that the gate does not know, or cannot apply, leaves registries undecided",
        arguments: [
            ("config_path = \"ROOT/certs.d\"\nvia = 1\n", ":3: ", "via", true),
            ("config_path = \"ROOT/certs.d\"\n[plugins.P.registry.headers]\nx = [\"y\"]\n", ":3: ", "headers", true),
            (
                "[plugins.P.registry.mirrors.\"a.test\"]\nendpoint = [\"https://m.test\"]\nvia = 1\n", ":4: ", "via",
                false
            ),
            ("[plugins.P.registry.mirrors.\"a.test\"]\nendpoint = [\"m.test\"]\n", ":3: ", "endpoint", false),
            (
                "[plugins.P.registry.mirrors.\"a.test\"]\nendpoint = [\"https://m.test\"]\n"
                    + "[plugins.P.registry.configs.\"m.test\".tls]\nvia = 1\n", ":5: ", "via", false
            ),
        ])
    func unknownInConfig(text: String, line: String, key: String, concernsAll: Bool) throws {
        let plugin = "\"io.containerd.cri.v1.images\""
        let whole = "[plugins.\(plugin).registry]\n" + text.replacing(".P.", with: ".\(plugin).")
        let own = try configured(whole, "a.test").unclear
        #expect(own.count == 1 && own.allSatisfy { $0.contains("config.toml\(line)") && $0.contains(key) }, "\(own)")
        #expect(try configured(whole, "b.test").unclear.isEmpty != concernsAll)
    }

    @Test("config.toml of k3s: rewrite of a mirror, and not of the registry itself")
    func rewritesInConfig() throws {
        let table = "[plugins.\"io.containerd.grpc.v1.cri\".registry.mirrors"
        let text = """
            \(table)."a.test"]
              endpoint = ["https://m.test", "https://n.test"]
            \(table)."a.test".rewrite]
              "^app/" = "mirror/app/"
            \(table)."*"]
              endpoint = ["https://m.test", "https://b.test"]
            \(table)."*".rewrite]
              "^(.*)$" = "all/$1"
            """
        func scopes(_ registry: String) throws -> [String] {
            try configured(text, registry).endpoints.map { "\($0.route.authority) \($0.route.scope)" }
        }
        #expect(
            try scopes("a.test") == [
                "m.test ~(^app/=>mirror/app/)", "n.test ~(^app/=>mirror/app/)", "a.test ",
            ])
        #expect(try scopes("b.test") == ["m.test ~(^(.*)$=>all/$1)", "b.test "])
        #expect(try configured(text, "a.test").ignored.contains { $0.contains("k3s and RKE2") })
    }

    @Test("a list in config_path leads to no hosts.toml")
    func unreadFiles() throws {
        let root = try Self.folder(["a/r.test/hosts.toml": ""])
        defer { try? FileManager.default.removeItem(atPath: root) }
        let name = try #require(RegistryName("r.test"))
        let found = try HostsFile.endpoints(for: name, in: "\(root)/a:\(root)/b", scheme: .https)
        #expect(found.endpoints.isEmpty && found.ignored.first?.contains("is a list") == true)
    }

    @Test("short names: aliases and the list of registries, later drop-ins win")
    func shortNames() throws {
        let root = try Self.folder([
            "registries.conf": """
            unqualified-search-registries = ["first.test", "second.test"]
            [aliases]
            "web" = "alias.test/app/web"
            "gone" = "alias.test/gone"
            """,
            "registries.conf.d/10.conf":
                "[aliases]\n\"web\" = \"other.test/web\"\n\"org/tool\" = \"alias.test/tool\"\n",
        ])
        defer { try? FileManager.default.removeItem(atPath: root) }
        let names = try RegistriesFile.load(root + "/registries.conf").shortNames
        #expect(names.registries.map(\.description) == ["first.test", "second.test"])
        #expect(names.place == root + "/registries.conf:1")
        func full(_ text: String) throws -> String {
            try ImageReference(parsing: text, shortNames: .searched(names)).description
        }
        #expect(try full("web:1.0") == "other.test/web:1.0")
        #expect(try full("org/tool") == "alias.test/tool:latest")
        #expect(try full("named.test/web:1.0") == "named.test/web:1.0")
        let error = try #require(throws: ReferenceError.self) { try full("other/tool:1.0") }
        #expect(
            error.description.contains("first.test, second.test") && error.description.contains("registries.conf:1"))
    }

    @Test("a wrong alias or list is an error with its line")
    func wrongShortNames() throws {
        for text in ["[aliases]\n\"web\" = \"app/web\"\n", "unqualified-search-registries = [\"a b\"]\n"] {
            #expect(throws: NodeFileError.self) { try RegistriesFile.parse(text, path: "registries.conf") }
        }
    }
}
