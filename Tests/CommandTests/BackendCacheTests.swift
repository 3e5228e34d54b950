import Gate
import OCI
import Record
import Registry
import Support
import Testing

@testable import blobgate

/// Cache settings of a single backend that differ from the registry's.
@Suite struct BackendCacheTests {
    private static func read(_ backends: [String], _ registry: [String] = []) throws -> Configuration {
        let lines = ["version: 1", "registries:", "  - name: registry.test", "    backends:"]
        let text = (lines + backends.map { "      - \($0)" } + registry.map { "    \($0)" }).joined(separator: "\n")
        return try ConfigurationReader.read(text, file: "/blobgate.yaml")
    }

    @Test func eachBackendHasItsOwnCache() async throws {
        let read = try Self.read([
            "{name: a, address: 10.64.0.4, cache: {kind: nginx, key: $uri, path: /a}}",
            "{name: b, address: 10.64.0.5}",
        ])
        let name = try #require(RegistryName("registry.test"))
        let (found, _) = try await BackendChoice(configuration: read, flags: []).choose(for: [name])
        let caches = try #require(found[name]).backends.map(\.cache)
        #expect(caches == [CachePolicy(kind: "nginx", key: "$uri", sliceBytes: nil, path: "/a", levels: nil), nil])
    }

    @Test func faultsHaveTheirLine() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Self.read([
                "{name: a, address: 10.64.0.4, cache: {path: /a}}",
                "{name: b, address: 10.64.0.5, cache: {kind: nginx, pth: /b}}",
                "{name: c, address: 127.0.0.1, direct: true, cache: {kind: nginx}}",
            ])
        }
        let text = "\(try #require(error))"
        #expect(text.contains("blobgate.yaml:5: registries[0].backends[0].cache.kind: is missing"), "\(text)")
        #expect(text.contains("blobgate.yaml:6: unknown key \"pth\""), "\(text)")
        #expect(
            text.contains("blobgate.yaml:7: registries[0].backends[2].cache: a direct backend is the registry itself"),
            "\(text)")
    }
}
