import Foundation
import Gate
import OCI
import Record
import Registry
import Release
import Testing
import Transfer

@testable import blobgate

/// The sources of a registry's backends, and the stored inputs of a run.
@Suite struct BackendChoiceTests {
    private static func configuration(_ text: String) throws -> Configuration {
        try ConfigurationReader.read("version: 1\n" + text, file: "/etc/blobgate/blobgate.yaml")
    }

    private static func registry(_ name: String) throws -> RegistryName { try #require(RegistryName(name)) }

    @Test func flagsReplaceTheConfiguredBackends() async throws {
        let configuration = try Self.configuration(
            """
            registries:
              - name: registry.test
                backends: [{name: x, address: "10.0.0.9:443"}]
                cache: {kind: nginx}
                transfers: 9
            """)
        let name = try Self.registry("registry.test")
        let choice = BackendChoice(
            configuration: configuration, flags: ["a=10.0.0.4", "b=http://10.0.0.5:5000", "c=https://[::1]:443"])
        let found = try #require(try await choice.choose(for: [name]).registries[name])
        #expect(found.backends.map(\.name) == ["a", "b", "c"])
        #expect(found.backends.map { "\($0.address.host):\($0.address.port)" }.first == "10.0.0.4:443")
        #expect(found.backends.map(\.scheme) == [.https, .http, .https])
        #expect(found.backends.map(\.address.port) == [443, 5000, 443])
        #expect(found.backends.allSatisfy { $0.source == .commandLine && $0.cache?.kind == "nginx" })
        #expect(found.transfers == 9)
    }

    @Test func configuredBackendsIncludeTheirFile() async throws {
        let configuration = try Self.configuration(
            """
            registries:
              - name: registry.test:8443
                backends:
                  - {name: x, address: 10.0.0.9}
                  - {name: storage, address: "127.0.0.1:5000", direct: true, scheme: http}
                cache: {kind: nginx}
            """)
        let name = try Self.registry("registry.test:8443")
        let choice = BackendChoice(configuration: configuration, flags: [])
        let found = try #require(try await choice.choose(for: [name]).registries[name])
        // Without its own port, a backend uses the registry's.
        #expect(found.backends.map(\.address.port) == [8443, 5000])
        #expect(found.backends.map(\.role) == [.serving, .direct])
        #expect(found.backends.map { $0.cache?.kind } == ["nginx", nil])
        #expect(found.backends.allSatisfy { $0.source == .configuration(file: "/etc/blobgate/blobgate.yaml") })
    }

    @Test func dnsIsTheFallback() async throws {
        let literal = try Self.registry("127.0.0.1:5000")
        let missing = try Self.registry("no-such-host.invalid")
        let choice = BackendChoice(configuration: Configuration(), flags: [])
        let found = try await choice.choose(for: [literal, missing]).registries
        #expect(found[literal]?.backends.map(\.address.host) == ["127.0.0.1"])
        #expect(found[literal]?.obstacle == nil)
        #expect(found[missing]?.backends.isEmpty == true)
        #expect(found[missing]?.obstacle?.hasPrefix("no backends configured or discovered: ") == true)
    }

    @Test func storedInputsRoundTrip() throws {
        let images = try ReleaseReader.merge([
            ImageUse(
                reference: ImageReference(parsing: "registry.test/app:1"),
                origins: [.argument(2), .line(file: "a list.txt", number: 3), .standardInput(line: 4)]),
            ImageUse(reference: ImageReference(parsing: "nginx"), origins: [.argument(1)]),
        ])
        let inputs = StoredInputs(
            images: images, platforms: [try Platform(parsing: "linux/arm/v7")], backends: ["a=10.0.0.4"],
            config: "/etc/own.yaml", depth: .full)
        let read = try JSONDecoder().decode(StoredInputs.self, from: inputs.encoded())
        let uses = try read.uses()
        #expect(uses.map(\.reference) == images.map(\.reference))
        #expect(uses.map { $0.origins.map(\.description) } == images.map { $0.origins.map(\.description) })
        #expect(read.requestedPlatforms().map(\.description) == ["linux/arm/v7"])
        #expect(read.backends == ["a=10.0.0.4"])
        #expect(read.config == "/etc/own.yaml")
    }
}
