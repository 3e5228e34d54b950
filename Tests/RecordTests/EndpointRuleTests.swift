import Foundation
import OCI
import Record
import Testing

/// Whether configured backends are really several, from connections and headers.
@Suite struct EndpointRuleTests {
    /// A run with one attempt for each of these replies.
    private func notes(
        _ replies: [(backend: String, address: String, instance: String?)], source: BackendSource = .commandLine
    ) throws -> [RunNote] {
        var builder = try Builder(backends: ["one", "two", "three"])
        try builder.add("app", layers: [1, 2])
        var facts = builder.facts
        for place in facts.registries[0].backends.indices { facts.registries[0].backends[place].source = source }
        for reply in replies {
            var attempt = Attempt(url: "https://registry.example/v2/", started: Builder.start, code: nil, .present)
            attempt.address = reply.address
            if let instance = reply.instance { attempt.headers["x-served-by"] = instance }
            let claim = try #require(facts.claims.firstIndex { $0.backend == reply.backend })
            facts.claims[claim].attempts.append(attempt)
        }
        return Run(facts).notes.filter {
            switch $0 {
            case .sameEndpoint, .sameInstance, .severalInstances: true
            default: false
            }
        }
    }

    @Test("Two configured backends at one address are one endpoint") func oneAddress() throws {
        let name = try Builder.reference("app").registry
        let same = try notes([
            ("one", "192.0.2.1:443", nil), ("two", "192.0.2.1:443", nil), ("three", "192.0.2.3:443", nil),
        ])
        #expect(same == [.sameEndpoint(registry: name, backends: ["one", "two"], address: "192.0.2.1:443")])
        let all = try notes([("one", "[::1]:443", "a"), ("two", "[::1]:443", "a"), ("three", "[::1]:443", nil)])
        #expect(all == [.sameEndpoint(registry: name, backends: ["one", "two", "three"], address: "[::1]:443")])
        #expect(try notes([("one", "192.0.2.1:443", nil), ("two", "192.0.2.1:444", nil)]).isEmpty)
    }

    @Test("A header that names the machine tells backends at one address apart") func apart() throws {
        #expect(try notes([("one", "192.0.2.1:443", "a"), ("two", "192.0.2.1:443", "b")]).isEmpty)
    }

    @Test("One machine behind several addresses") func oneMachine() throws {
        let name = try Builder.reference("app").registry
        let notes = try notes([("one", "192.0.2.1:443", "a"), ("two", "192.0.2.2:443", "a")])
        #expect(
            notes == [.sameInstance(registry: name, backends: ["one", "two"], header: "x-served-by", values: ["a"])])
    }

    @Test("Several machines behind one backend, also one that DNS returned") func severalMachines() throws {
        let name = try Builder.reference("app").registry
        let replies = (1...7).map { (backend: "one", address: "192.0.2.1:443", instance: String?.some("m\($0)")) }
        for source in [BackendSource.commandLine, .dns] {
            #expect(
                try notes(replies, source: source) == [
                    .severalInstances(
                        registry: name, backend: "one", header: "x-served-by", values: ["m1", "m2", "m3", "m4", "m5"],
                        count: 7)
                ])
        }
    }

    @Test("Backends that DNS returned are not compared with each other") func discovered() throws {
        #expect(try notes([("one", "192.0.2.1:443", nil), ("two", "192.0.2.1:443", nil)], source: .dns).isEmpty)
    }
}
