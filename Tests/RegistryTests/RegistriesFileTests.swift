import Foundation
import OCI
import Record
import Testing

@testable import Registry

/// containers-registries.conf(5): how podman and CRI-O interpret `registries.conf`.
@Suite struct RegistriesFileTests {
    private static let path = "/nodes/registries.conf"

    private func lines(_ text: String, _ registry: String) throws -> [String] {
        let file = try RegistriesFile.parse(text, path: Self.path)
        let found = file.endpoints(for: try #require(RegistryName(registry)), scheme: .https)
        return found.endpoints.map { endpoint in
            let route = endpoint.route
            var parts = ["\(endpoint.scheme.rawValue)://\(route.authority)"]
            if !route.scope.isWhole { parts.append("\(route.scope)") }
            if route.asking != .all { parts.append(route.asking.rawValue) }
            if !endpoint.trust.verifiesPeer { parts.append("insecure") }
            if endpoint.isRegistry { parts.append("registry") }
            if case .containers(_, let line?) = endpoint.source { parts.append("line \(line)") }
            return parts.joined(separator: " ")
        } + found.blocked
    }

    private static let example = """
        unqualified-search-registries = ["example.test"]

        [[registry]]
        prefix = "example.test/foo"
        location = "internal.test/bar"

        [[registry.mirror]]
        location = "m0.test/mirror-for-foo"

        [[registry.mirror]]
        location = "m1.test:5000/mirrors/foo"
        insecure = true
        pull-from-mirror = "digest-only"

        [[registry]]
        location = "plain.test"
        [[registry.mirror]]
        location = "m2.test"
        pull-from-mirror = "tag-only"

        [[registry]]
        prefix = "example.test/foo/secret"
        blocked = true

        [[registry]]
        prefix = "*.wild.test"
        [[registry.mirror]]
        location = "cache.test:80/wild"
        insecure = true

        [[registry]]
        prefix = "one.wild.test"
        location = "moved.test"
        mirror-by-digest-only = true
        [[registry.mirror]]
        location = "m3.test/"
        """

    static let expectations: [(registry: String, endpoints: [String])] = [
        (
            "example.test",
            [
                "https://m0.test foo->mirror-for-foo-(foo/secret) line 7",
                "https://m1.test:5000 foo->mirrors/foo-(foo/secret) digest-references insecure line 10",
                "https://internal.test foo->bar-(foo/secret) line 3",
                "https://example.test -(foo|foo/secret) registry",
                "nodes do not pull example.test/foo/secret: /nodes/registries.conf:21 sets blocked = true",
            ]
        ),
        ("plain.test", ["https://m2.test tag-references line 17", "https://plain.test registry line 15"]),
        ("two.wild.test", ["http://cache.test:80 ->wild insecure line 27", "https://two.wild.test registry line 25"]),
        ("one.wild.test", ["https://m3.test digest-references line 35", "https://moved.test line 31"]),
        ("wild.test", []),
        ("example.test:5000", []),
        ("other.test", []),
    ]

    @Test(arguments: expectations) func endpointsInOrder(registry: String, endpoints: [String]) throws {
        let found = try lines(Self.example, registry)
        #expect(found == endpoints)
    }

    static let mappings: [(String, String?)] = [
        ("foo/web", "bar/web"), ("foo", "bar"), ("foo/secret", nil), ("foo/secret/x", nil), ("food/web", nil),
        ("foo/secrets", "bar/secrets"), ("web", nil),
    ]

    @Test(arguments: mappings) func repositoriesAreRenamed(name: String, there: String?) throws {
        let scope = RepositoryScope(prefix: "foo", except: ["foo/secret"], replacement: "bar")
        #expect(scope.mapped(try repository(name))?.description == there)
        #expect(scope.covers(try repository(name)) == (there != nil))
    }

    @Test func aPrefixOfTheWholeRepositoryNeedsAName() throws {
        let scope = RepositoryScope(prefix: "foo", replacement: "")
        #expect(scope.mapped(try repository("foo")) == nil)
        #expect(scope.mapped(try repository("foo/a"))?.description == "a")
    }

    static let faults: [(String, String)] = [
        ("[[registry]\n", ":1: not valid TOML: expected ']', found the end of the line"),
        (
            "[registries.search]\nregistries = ['a.test']\n",
            ":1: [registries] is version 1 of this format, which has no mirrors"
        ),
        ("registry = 1\n", ":1: registry: expected [[registry]] tables"),
        ("\n[[registry]]\ninsecure = true\n", ":2: [[registry]] needs a prefix or a location"),
        (
            "[[registry]]\nlocation = \"https://a.test\"\n",
            ":2: [[registry]] location: \"https://a.test\" has a scheme; expected host[:port][/path]"
        ),
        (
            "[[registry]]\nlocation = \"a.test/UPPER\"\n",
            ":2: [[registry]] location: \"a.test/UPPER\" is not host[:port][/path]"
        ),
        (
            "[[registry]]\nlocation = \"*.a.test\"\n",
            ":2: [[registry]] location: \"*.a.test\" is not host[:port][/path]"
        ),
        (
            "[[registry]]\nprefix = \"*.a.test/x\"\n",
            ":2: [[registry]] prefix: \"*.a.test/x\" is not host[:port][/path]"
        ),
        ("[[registry]]\nlocation = \"a.test\"\nblocked = 1\n", ":3: [[registry]] blocked: expected true or false"),
        ("[[registry]]\nlocation = \"a.test\"\n[[registry.mirror]]\n", ":3: [[registry.mirror]] needs a location"),
        (
            "[[registry]]\nlocation = \"a.test\"\nmirror = [\"m.test\"]\n",
            ":3: [[registry]] mirror: expected [[registry.mirror]] tables"
        ),
        (
            "[[registry]]\nlocation = \"a.test\"\npull-from-mirror = \"all\"\n",
            ":3: [[registry]] pull-from-mirror: is valid only in a [[registry.mirror]] table"
        ),
        (
            "[[registry]]\nlocation = \"a.test\"\n[[registry.mirror]]\nlocation = \"m.test\"\npull-from-mirror = \"some\"\n",
            ":5: [[registry.mirror]] pull-from-mirror: \"some\" is not one of all, digest-only, tag-only"
        ),
        (
            "[[registry]]\nlocation = \"a.test\"\nmirror-by-digest-only = true\n[[registry.mirror]]\nlocation = \"m.test\"\n"
                + "pull-from-mirror = \"all\"\n",
            ":6: [[registry.mirror]] pull-from-mirror: conflicts with mirror-by-digest-only of its [[registry]]"
        ),
        (
            "[[registry]]\nlocation = \"a.test\"\n[[registry]]\nlocation = \"a.test/\"\n",
            ":3: [[registry]] prefix: a.test is defined 2 times in this file"
        ),
    ]

    @Test(arguments: faults) func faultsHaveALocation(text: String, expected: String) throws {
        let error = try #require(throws: NodeFileError.self) { try RegistriesFile.parse(text, path: Self.path) }
        #expect(error.description.hasPrefix(Self.path + expected))
    }

    @Test(
        "a key that the gate does not know leaves the registries undecided that it concerns",
        arguments: [
            ("[[registry]]\nlocation = \"a.test\"\nvia = \"x\"\n", ":3: [[registry]] via: ", false),
            (
                "[[registry]]\nlocation = \"a.test\"\n[[registry.mirror]]\nlocation = \"m.test\"\nvia = 1\n",
                ":5: [[registry.mirror]] via: ", false
            ),
            ("[[registry]]\nlocation = \"a.test\"\n[proxy]\nx = 1\n", ":3: proxy: ", true),
            ("[[registry]]\nprefix = \"a.test/x:1.0\"\n", ":2: [[registry]] prefix: ", true),
        ])
    func unknownKeys(text: String, expected: String, concernsAll: Bool) throws {
        let file = try RegistriesFile.parse(text, path: Self.path)
        func unclear(_ registry: String) throws -> [String] {
            try file.endpoints(for: #require(RegistryName(registry)), scheme: .https).unclear
        }
        let own = try unclear("a.test")
        #expect(own.count == 1 && own.allSatisfy { $0.hasPrefix(Self.path + expected) }, "\(own)")
        #expect(try unclear("other.test").isEmpty != concernsAll)
    }

    @Test func dropInsReplaceByPrefix() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "blobgate-conf-\(UUID().uuidString)")
        let main = folder.appending(path: "registries.conf")
        let drops = folder.appending(path: "registries.conf.d")
        try FileManager.default.createDirectory(at: drops, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func entry(_ mirror: String) -> Data {
            Data("[[registry]]\nlocation = \"a.test\"\n[[registry.mirror]]\nlocation = \"\(mirror)\"\n".utf8)
        }
        func first() throws -> String? {
            try RegistriesFile.load(main.path).endpoints(for: #require(RegistryName("a.test")), scheme: .https)
                .endpoints
                .first?.route.authority.description
        }
        #expect(throws: NodeFileError.self) { try first() }
        try entry("main.test").write(to: main)
        #expect(try first() == "main.test")
        try entry("late.test").write(to: drops.appending(path: "20-late.conf"))
        try entry("early.test").write(to: drops.appending(path: "10-early.conf"))
        try entry("not-read.test").write(to: drops.appending(path: "30-not.ignore"))
        #expect(try first() == "late.test")
    }
}
