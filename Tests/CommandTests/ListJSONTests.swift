import Foundation
import OCI
import Record
import Support
import Testing

@testable import blobgate

/// The lists as JSON, decoded as the types that wrote them.
@Suite struct ListJSONTests {
    private static func decode<Value: Decodable>(_ type: Value.Type, _ result: GateResult) throws -> Value {
        #expect(result.status == 0, "\(result)")
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(type, from: Data(result.output.utf8))
    }

    @Test func runs() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let home = try GateHome()
            try home.configure(registry)
            #expect(try await home.run(["check", "registry.test/app:1"]).status == 0)
            #expect(try await home.run(["check", "registry.test/app:2"]).status == 1)
            let list = try Self.decode(RunListWire.self, try await home.run(["ledger", "runs", "--json"]))
            #expect(list.schemaVersion == 1 && list.ledger.hasSuffix("ledger.sqlite"))
            #expect(list.runs.map(\.run) == [2, 1])
            #expect(list.runs.map(\.verdict) == [.refused, .verified])
            #expect(list.runs.map(\.exitCode) == [1, 0])
            #expect(list.runs.allSatisfy { $0.state == .finished && $0.command == "check" && $0.finishedAt != nil })
            #expect(list.runs[1].claims == ["verified": 3])
            let one = try Self.decode(
                RunListWire.self, try await home.run(["ledger", "runs", "--limit", "1", "--json"]))
            #expect(one.runs == [list.runs[0]])
        }
    }

    @Test func overrides() async throws {
        let home = try GateHome()
        let digest = "sha256:" + String(repeating: "ab", count: 32)
        let add = ["override", "--reason", "ticket 7", "--for", "2h", "--registry", "registry.test"]
        #expect(try await home.run(add + ["--digest", digest]).status == 0)
        #expect(try await home.run(add + ["--image", "registry.test/app:1"]).status == 0)
        #expect(try await home.run(["override", "withdraw", "1"]).status == 0)
        let list = try Self.decode(OverrideListWire.self, try await home.run(["override", "list", "--json"]))
        #expect(list.overrides.map(\.number) == [2, 1])
        #expect(list.overrides.map(\.state) == [.active, .withdrawn])
        #expect(list.overrides[0].tag?.description == "1" && list.overrides[0].digest == nil)
        #expect(list.overrides[1].digest?.description == digest && list.overrides[1].withdrawnAt != nil)
        #expect(
            list.overrides.allSatisfy { $0.reason == "ticket 7" && $0.backend == nil && $0.expiresAt > $0.createdAt })
    }

    @Test func backends() async throws {
        try await ScriptedRegistry.run { registry in
            let home = try GateHome()
            let arguments = ["backends", registry.name, "--backend", "a=http://\(registry.name)"]
            let json = try await home.run(arguments + ["--json"])
            let root = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect(root["allAnswer"] as? Bool == true)
            let other = try await home.run(arguments + ["--output", "json"])
            #expect(other.output.contains("\"allAnswer\" : true"), "\(other)")
        }
    }
}
