import Foundation
import OCI
import Support
import Testing

/// `blobgate override`, run as a user would.
@Suite struct OverrideTests {
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)
    private static let add = ["override", "--digest", digest, "--reason", "ticket 7", "--for", "2h"]

    @Test func addListAndWithdraw() async throws {
        let home = try GateHome()
        #expect(try await home.run(["override", "list"]).status == 78)
        _ = try home.write(
            "blobgate.yaml",
            "version: 1\nregistries: [{name: registry.test, backends: [{name: front2, address: 127.0.0.1:1}]}]\n")
        let added = try await home.run(Self.add + ["--backend", "front2"])
        #expect(added.status == 0, "\(added)")
        #expect(added.output.contains("faults in \(Self.digest) on front2 do not refuse\n"))
        #expect(added.output.hasSuffix("To end it earlier: blobgate override withdraw 1\n"))
        let second = try await home.run(["override", "add"] + Self.add.dropFirst() + ["--registry", "registry.test"])
        #expect(second.output.contains(" on every backend of registry.test do not refuse\n"))
        let withdrawn = try await home.run(["override", "withdraw", "1"])
        #expect(withdrawn.status == 0)
        let list = try await home.run(["override", "list"])
        let rows = list.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows.count == 3, "\(list)")
        #expect(rows[1].prefix(2) == ["2", "active"])
        #expect(rows[2].prefix(2) == ["1", "withdrawn"])
        #expect(rows[1].contains { $0.contains("@") })
        #expect(list.output.contains("ticket 7"))
        let unknown = try await home.run(["override", "withdraw", "9"])
        #expect(unknown.status == 64)
        #expect(unknown.error.hasPrefix("blobgate: no override 9 in "))
    }

    @Test func withoutALedgerItFails() async throws {
        let result = try await GateHome().run(Self.add + ["--ledger", "/proc/no/l.sqlite"])
        #expect(result.status == 78)
        #expect(result.output.isEmpty)
    }

    @Test(arguments: ["WHY", "why", "", "  ", "...", "<reason>", "\u{2026}?!"]) func aReasonMustSaySomething(
        reason: String
    ) async throws {
        let home = try GateHome()
        let result = try await home.run(
            ["override", "--digest", Self.digest, "--for", "1h", "--reason", reason])
        #expect(result.status == 64, "\(result)")
        #expect(result.error.contains("--reason: "), "\(result)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.directory.path).isEmpty)
    }

    @Test(arguments: [[], ["--registry", "registry.test"]])
    func anUnknownBackendIsRejected(flags: [String]) async throws {
        let home = try GateHome()
        let unknown = try await home.run(Self.add + ["--backend", "front9"] + flags)
        #expect(unknown.status == 64, "\(unknown)")
        #expect(unknown.error.contains("no backends are known"), "\(unknown)")
        let config = try home.write(
            "c.yaml", "version: 1\nregistries: [{name: registry.test, backends: [{name: f1, address: 127.0.0.1:1}]}]\n")
        let known = try await home.run(
            Self.add + ["--backend", "f1", "--backend", "front9", "--config", config] + flags)
        #expect(known.status == 64, "\(known)")
        #expect(known.error.contains("--backend front9: ") && known.error.contains("known: f1"), "\(known)")
        #expect(try await home.run(Self.add + ["--backend", "f1", "--config", config] + flags).status == 0)
    }

    /// A layer that is wrong on one backend and a tag that is missing on another: one override lets the deploy go on.
    @Test func aRunIsWaivedInOneRound() async throws {
        try await ScriptedRegistry.run { one in
            try await ScriptedRegistry.run { two in
                let image = try one.addImage(to: "app", tag: "1", layers: [[1, 2, 3], [4, 5]])
                _ = try two.addImage(to: "app", tag: "1", layers: [[1, 2, 3], [4, 5]])
                _ = try one.addImage(to: "web", tag: "7", layers: [[6]])
                one.on(.blob(image.layers[0].digest), .flipByte(at: 1))
                one.on(.blob(image.layers[1].digest), .flipByte(at: 0))
                let home = try GateHome()
                let check = [
                    "check", "--backend", "b=\(two.url)", "--backend", "a=\(one.url)", "registry.test/app:1",
                    "registry.test/web:7",
                ]
                // Everything is in the ledger as seen; the second check reads what the first proved.
                #expect(try await home.run(check).status == 1)
                let added = try await home.run(["override", "--run", "1", "--for", "1h", "--reason", "ticket 7"])
                #expect(added.status == 0, "\(added)")
                #expect(added.output.contains("overrides by "), "\(added)")
                #expect(added.output.contains("faults in web:7 on b of registry.test do not refuse"), "\(added)")
                let again = try await home.run(check)
                #expect(again.status == 0, "\(again)")
                let numbers = try #require(added.output.split(separator: "\n").last?.split(separator: " ").suffix(3))
                #expect(try await home.run(["override", "withdraw"] + numbers.map(String.init)).status == 0)
                #expect(try await home.run(check).status == 1)
                let none = try await home.run(["override", "--run", "2", "--for", "1h", "--reason", "ticket 7"])
                #expect(none.status == 64 && none.error.contains("run 2 was not refused"), "\(none)")
                let missing = try await home.run(["override", "--run", "99", "--for", "1h", "--reason", "ticket 7"])
                #expect(missing.status == 64 && missing.error.contains("no run 99"), "\(missing)")
            }
        }
    }

    /// From a refusal to an overridden deploy.
    @Test func aCheckReportsTheOverride() async throws {
        try await ScriptedRegistry.run { registry in
            let image = try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let layer = "\(image.layers[0].digest)"
            registry.on(.blob(image.layers[0].digest), .flipByte(at: 1))
            let home = try GateHome()
            let check = ["check", "--backend", "a=http://\(registry.name)", "registry.test/app:1"]
            #expect(try await home.run(check).status == 1)
            let added = try await home.run(
                ["override", "--digest", layer, "--backend", "a", "--reason", "ticket 7", "--for", "1h"])
            #expect(added.status == 0, "\(added)")
            let quiet = try await home.run(check + ["--quiet", "--output", "text", "--output", "json=r.json"])
            #expect(quiet.status == 0, "\(quiet)")
            #expect(quiet.output.contains("OVERRIDDEN: override 1 waives content-digest on a\n"), "\(quiet)")
            #expect(quiet.output.contains("  why    ticket 7\n"))
            let last = try #require(quiet.output.split(separator: "\n").last)
            #expect(
                last.hasPrefix("OVERRIDDEN: 1 image on 1 backend; 2 of 3 claims verified; the deploy continues with "))
            let report = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: home.path("r.json"))))
            let document = try #require(report as? [String: Any])
            #expect(document["verdict"] as? String == "overridden")
            #expect(document["exitCode"] as? Int == 0)
            let findings = try #require(document["findings"] as? [[String: Any]])
            let used = try #require(findings.compactMap { $0["override"] as? [String: Any] }.first)
            #expect(used["reason"] as? String == "ticket 7")
            #expect(used["digest"] as? String == layer)
            #expect((used["who"] as? String)?.contains("@") == true)
            #expect(try await home.run(["recheck"]).status == 0)
            _ = try await home.run(["override", "withdraw", "1"])
            #expect(try await home.run(check).status == 1)
        }
    }
}
