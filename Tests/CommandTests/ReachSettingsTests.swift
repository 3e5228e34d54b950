import Gate
import OCI
import Record
import Registry
import Testing
import Transfer

@testable import blobgate

/// How backends are reached that nobody configured.
@Suite struct ReachSettingsTests {
    private func choose(
        _ text: String, proxy: String? = nil, flags: [String] = []
    ) async throws -> [Backend] {
        let configuration = try ConfigurationReader.read("version: 1\n" + text, file: "blobgate.yaml")
        let name = try #require(RegistryName("outside.invalid"))
        var choice = BackendChoice(configuration: configuration, flags: flags)
        choice.proxies = try ProxyRules(environment: proxy.map { ["HTTPS_PROXY": $0] } ?? [:])
        return try await choice.choose(for: [name]).registries[name]?.backends ?? []
    }

    @Test("a name that only the proxy can resolve is reached through it; configured backends are not")
    func proxies() async throws {
        let found = try await choose("", proxy: "http://u:hunter2@proxy.test:3128")
        #expect(found.map(\.name) == ["outside.invalid:443"])
        #expect(found.first?.proxy?.description == "http://proxy.test:3128")
        #expect(!"\(found)".contains("hunter2") && found.first?.fingerprint.contains("hunter2") == false)
        #expect(try await choose("").isEmpty)
        let pinned = "registries: [{name: outside.invalid, backends: [{name: a, address: \"10.0.0.1:443\"}]}]\n"
        #expect(try await choose(pinned, proxy: "proxy.test:3128").map(\.proxy) == [nil])
        #expect(try await choose("", proxy: "proxy.test:3128", flags: ["b=10.0.0.2:443"]).map(\.proxy) == [nil])
    }

    @Test("addresses: all and one; anything else is an error")
    func addresses() throws {
        func entry(_ value: String) throws -> Bool? {
            try ConfigurationReader.read(
                "version: 1\nregistries: [{name: a.test, addresses: \(value)}]\n", file: "blobgate.yaml"
            ).registries.first?.asksAllAddresses
        }
        #expect(try entry("all") == true)
        #expect(try entry("one") == false)
        #expect(throws: ConfigurationError.self) { try entry("some") }
    }

    @Test("machines differ by ID, name and network")
    func machines() {
        let one = Host.identity(id: "1", name: "a", network: "net:[1]")
        #expect(one == Host.identity(id: "1", name: "a", network: "net:[1]"))
        let others = [
            Host.identity(id: "2", name: "a", network: "net:[1]"),
            Host.identity(id: "1", name: "b", network: "net:[1]"),
            Host.identity(id: "1", name: "a", network: "net:[2]"),
        ]
        #expect(!others.contains(one) && Set(others).count == 3)
        #expect(one.utf8.count == 16 && Host.machine.utf8.count == 16)
    }
}
