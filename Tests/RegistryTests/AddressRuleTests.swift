import OCI
import Record
import Testing
import Transfer

@testable import Registry

/// Which addresses of a name are backends.
@Suite struct AddressRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var host = "r.test"
        let found: [String]
        var unroutable: [String] = []
        var asksAll = false
        let targets: AddressRule.Targets
        let rule: AddressChoice.Rule?
        var leftOut: [String] = []
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "one address", found: ["8.8.8.8"], targets: .each(["8.8.8.8"]), rule: nil),
        Case(
            name: "public addresses are one service", found: ["8.8.8.8", "8.8.4.4"], targets: .name, rule: .oneService),
        Case(
            name: "of both families", found: ["2606:4700::1", "2606:4700::2", "8.8.8.8"], targets: .name,
            rule: .oneService),
        Case(
            name: "unless all are asked", found: ["8.8.8.8", "8.8.4.4"], asksAll: true,
            targets: .each(["8.8.8.8", "8.8.4.4"]), rule: .all),
        Case(
            name: "private addresses are separate", found: ["10.0.0.1", "10.0.0.2"],
            targets: .each(["10.0.0.1", "10.0.0.2"]), rule: .each),
        Case(
            name: "unique local ones too", found: ["fd00::1", "fd00::2"], targets: .each(["fd00::1", "fd00::2"]),
            rule: .each),
        Case(
            name: "one private address is enough", found: ["10.0.0.1", "2620:0:861::5"],
            targets: .each(["10.0.0.1", "2620:0:861::5"]), rule: .each),
        Case(
            name: "a family without a route is left out", found: ["2606:4700::1", "2606:4700::2", "8.8.8.8"],
            unroutable: ["2606:4700::1", "2606:4700::2"], targets: .each(["8.8.8.8"]), rule: .each,
            leftOut: ["2606:4700::1", "2606:4700::2"]),
        Case(
            name: "three of six without a route",
            found: ["1.1.1.1", "8.8.8.8", "8.8.4.4", "2a00::1", "2a00::2", "2a00::3"],
            unroutable: ["2a00::1", "2a00::2", "2a00::3"], targets: .name, rule: .oneService,
            leftOut: ["2a00::1", "2a00::2", "2a00::3"]),
        Case(
            name: "IPv4 may be the missing family", found: ["10.0.0.1", "fd00::1"], unroutable: ["10.0.0.1"],
            targets: .each(["fd00::1"]), rule: .each, leftOut: ["10.0.0.1"]),
        Case(
            name: "one unreachable address of a family is a backend", found: ["10.0.0.1", "10.0.0.2"],
            unroutable: ["10.0.0.2"], targets: .each(["10.0.0.1", "10.0.0.2"]), rule: .each),
        Case(
            name: "localhost is one service", host: "localhost", found: ["::1", "127.0.0.1"], targets: .name,
            rule: .oneService),
        Case(
            name: "so is a name below it", host: "Mirror.LOCALHOST", found: ["127.0.0.1", "127.0.0.2"], targets: .name,
            rule: .oneService),
        Case(
            name: "localhost, each address", host: "localhost", found: ["::1", "127.0.0.1"], asksAll: true,
            targets: .each(["::1", "127.0.0.1"]), rule: .all),
        Case(
            name: "localhost with one address", host: "localhost", found: ["127.0.0.1"], targets: .each(["127.0.0.1"]),
            rule: nil),
        Case(
            name: "localhost that leads elsewhere", host: "localhost", found: ["127.0.0.1", "10.0.0.1"],
            targets: .each(["127.0.0.1", "10.0.0.1"]), rule: .each),
        Case(
            name: "another name for loopback addresses, which somebody wrote", host: "m.test",
            found: ["127.0.0.1", "127.0.0.2"],
            targets: .each(["127.0.0.1", "127.0.0.2"]), rule: .each),
        Case(
            name: "without any route, all are kept", found: ["10.0.0.1", "fd00::1"],
            unroutable: ["10.0.0.1", "fd00::1"],
            targets: .each(["10.0.0.1", "fd00::1"]), rule: .each),
    ]

    @Test(arguments: cases) func choices(one: Case) {
        let (targets, choice) = AddressRule(asksAll: one.asksAll).choose(one.found, of: one.host) {
            !one.unroutable.contains($0)
        }
        #expect(targets == one.targets)
        #expect(choice?.rule == one.rule)
        #expect(choice?.withoutRoute ?? [] == one.leftOut)
        #expect(choice?.addresses ?? one.found == one.found.filter { !one.leftOut.contains($0) })
    }

    @Test("a public IPv6 address is not reached from an address of an internal network")
    func sources() throws {
        func isOneSided(_ from: String, _ to: String) throws -> Bool {
            NetworkRoute.isOneSided(from: try #require(IPAddress(from)), to: try #require(IPAddress(to)))
        }
        #expect(try isOneSided("fd00::2", "2001:db8::7"))
        #expect(try isOneSided("fe80::1", "2606:4700::1"))
        #expect(try !isOneSided("2001:db8::1", "2001:db8::7"))
        #expect(try !isOneSided("fd00::2", "fd00::1"))
        #expect(try !isOneSided("10.0.0.1", "8.8.8.8"))
        #expect(NetworkRoute.exists(to: "127.0.0.1"))
        #expect(!NetworkRoute.exists(to: "no address"))
    }

    @Test(
        "addresses that belong to one machine",
        arguments: [
            ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("169.254.20.10", true), ("fe80::1", true),
            ("0.0.0.0", true), ("::ffff:127.0.0.1", true), ("localhost", true), ("reg.localhost", true),
            ("10.0.0.1", false), ("fd00::1", false), ("8.8.8.8", false), ("mirror.test", false),
        ])
    func local(host: String, isLocal: Bool) throws {
        let one = Backend(
            registry: try #require(RegistryName(registryName)), name: "one", address: .init(host: host, port: 5000),
            source: .commandLine)
        #expect(one.isMachineLocal == isLocal)
    }
}
