import OCI
import Record
import Support
import Testing

@testable import blobgate

/// Several registry instances behind one name, one for each prefix of repositories.
@Suite struct DirectPrefixTests {
    private static func entry(_ backends: String, _ more: String = "") throws -> Configuration.RegistryEntry {
        let text = """
            version: 1
            registries:
              - name: registry.test
                backends:
            \(backends.split(separator: "\n").map { "      - \($0)" }.joined(separator: "\n"))
            \(more)
            """
        return try #require(try ConfigurationReader.read(text, file: "/x/blobgate.yaml").registries.first)
    }

    private static func faults(_ backends: String) -> [String] {
        do {
            _ = try entry(backends)
            return []
        } catch let error as ConfigurationError {
            return error.faults.map(\.message)
        } catch {
            return ["\(error)"]
        }
    }

    @Test(
        "the longest prefix serves a repository",
        arguments: [
            ("restricted/mediawiki-webserver", "restricted"), ("restricted", "restricted"), ("ml/model", "ml"),
            ("ml/big/model", "ml-big"), ("releng/ci", "main"), ("restricted2/app", "main"), ("mlx", "main"),
        ])
    func longestPrefix(_ name: String, _ backend: String) throws {
        let entry = try Self.entry(
            """
            {name: front, address: "10.0.0.1"}
            {name: main, address: "10.0.0.1:5008", direct: true}
            {name: restricted, address: "10.0.0.1:5002", direct: true, prefix: restricted}
            {name: ml, address: "10.0.0.1:5004", direct: true, prefix: ml}
            {name: ml-big, address: "10.0.0.1:5005", direct: true, prefix: ml/big}
            """)
        let repository = try #require(RepositoryName(name))
        let serving = entry.backends.filter { $0.scope.covers(repository) }.map(\.name)
        #expect(serving == ["front", backend])
    }

    @Test("two direct backends for the same repositories are a mistake") func twins() {
        let all = Self.faults(
            #"""
            {name: a, address: "10.0.0.1:1", direct: true}
            {name: b, address: "10.0.0.1:2", direct: true}
            """#)
        #expect(all.contains { $0.contains("2 backends are direct for all repositories") }, "\(all)")
        let same = Self.faults(
            #"""
            {name: a, address: "10.0.0.1:1", direct: true, prefix: ml}
            {name: b, address: "10.0.0.1:2", direct: true, prefix: ml}
            """#)
        #expect(same.contains { $0.contains("2 backends are direct for the prefix ml") }, "\(same)")
        #expect(!Self.faults(#"{name: a, address: "10.0.0.1:1", direct: true, prefix: /ml/}"#).isEmpty)
    }

    @Test("cache: none is a policy of its own") func noCache() throws {
        let entry = try Self.entry(#"{name: a, address: "10.0.0.1"}"#, "    cache: {kind: none}\n    storage: s3")
        #expect(entry.cache?.declaresNoCache == true)
        #expect(entry.backends.first?.cache?.declaresNoCache == true)
        #expect(entry.storage == .s3)
    }
}
