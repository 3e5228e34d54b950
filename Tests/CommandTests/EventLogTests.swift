import Foundation
import Support
import Testing

@testable import blobgate

/// `--log json`: every line is an event of the documented table.
@Suite struct EventLogTests {
    /// The keys of each event in docs/outputs.md.
    private static func documented() throws -> [String: String] {
        let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/outputs.md")
        let text = try String(contentsOf: docs, encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## The structured log\n").last)
            .components(separatedBy: "\n## ")[0]
        var events: [String: String] = [:]
        for match in section.matches(of: #/\n\| `([a-z.-]+)` \| ([^|]*)\|/#) {
            events[String(match.1)] = String(match.2)
        }
        return events
    }

    @Test func theTableHasEveryEvent() throws {
        #expect(try Set(Self.documented().keys) == Set(LogEvent.Name.allCases.map(\.rawValue)))
    }

    private static func lines(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { line in
            #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(line)")
            return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
    }

    @Test(arguments: [true, false]) func aRunIsAListOfEvents(_ isGood: Bool) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            if !isGood { registry.on(.blobs, .flipByte(at: 1)) }
            let home = try GateHome()
            try home.configure(registry)
            let result = try await home.run(["check", "registry.test/app:1", "--log", "json"])
            #expect(result.status == (isGood ? 0 : 1), "\(result)")
            let events = try Self.lines(result.error)
            let names = events.compactMap { $0["event"] as? String }
            #expect(names.first == "run.started")
            #expect(names.contains("backend") && names.contains("run.planned") && names.contains("claim.finished"))
            #expect(names.contains("fault") == !isGood && names.contains("claim.retrying") == !isGood)
            let end = try #require(events.last { $0["event"] as? String == "run.finished" })
            #expect(end["verdict"] as? String == (isGood ? "verified" : "refused"))
            #expect(end["exitCode"] as? Int == (isGood ? 0 : 1))
            // Only the documented keys, and levels that exist.
            let table = try Self.documented()
            let common = "`time` `level` `event` `text` "
            let claims = table["claim.started"] ?? ""
            for event in events {
                let name = event["event"] as? String ?? ""
                let keys = try #require(table[name], "\(name)").replacing("the same", with: claims) + common
                for key in event.keys { #expect(keys.contains("`\(key)`"), "\(key) of \(name)") }
                #expect(LogEvent.Level(rawValue: event["level"] as? String ?? "") != nil)
            }
            // Standard output is as it was.
            #expect(result.output.contains(isGood ? "verified: " : "REFUSED: "), "\(result)")
        }
    }

    @Test func whatWouldBeTextIsAMessage() async throws {
        let home = try GateHome()
        let result = try await home.run(["check", "--from", "gone.txt"], environment: ["BLOBGATE_LOG": "json"])
        #expect(result.status == 65, "\(result)")
        let events = try Self.lines(result.error)
        #expect(events.map { $0["event"] as? String } == ["message"])
        #expect((events.first?["text"] as? String)?.contains("gone.txt") == true, "\(result)")
        // An invalid value is a mistake in the environment.
        let wrong = try await home.run(["check", "registry.test/a:1"], environment: ["BLOBGATE_LOG": "xml"])
        #expect(wrong.status == 78 && wrong.error.contains("BLOBGATE_LOG"), "\(wrong)")
    }
}
