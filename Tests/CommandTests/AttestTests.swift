import Foundation
import OCI
import Support
import Testing

/// Signed verdicts, as a user makes and verifies them.
@Suite struct AttestTests {
    /// A registry with one image, and a home with keys.
    private static func withImage(
        _ body: (ScriptedRegistry, ScriptedImage, GateHome, [String]) async throws -> Void
    ) async throws {
        try await ScriptedRegistry.run { registry in
            let image = try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let home = try GateHome()
            let made = try await home.shell(
                """
                openssl genpkey -algorithm ed25519 -out gate.key && openssl pkey -in gate.key -pubout -out gate.pub &&
                openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out other.key &&
                openssl pkey -in other.key -pubout -out other.pub &&
                openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key &&
                openssl pkey -in rsa.key -pubout -out rsa.pub
                """)
            #expect(made.status == 0, "\(made)")
            try await body(registry, image, home, ["check", "--backend", "a=\(registry.url)", "registry.test/app:1"])
        }
    }

    private static func text(_ home: GateHome, _ name: String) throws -> String {
        try String(contentsOfFile: home.path(name), encoding: .utf8)
    }

    private static func exists(_ home: GateHome, _ name: String) -> Bool {
        FileManager.default.fileExists(atPath: home.path(name))
    }

    @Test(arguments: ["gate", "other"]) func aVerifiedRunIsAttestedAndVerified(key: String) async throws {
        try await Self.withImage { _, image, home, check in
            let run = try await home.run(check + ["--attest", "a.jsonl", "--attest-key", "\(key).key"])
            #expect(run.status == 0 && run.error.isEmpty, "\(run)")
            #expect(try Self.text(home, "a.jsonl").split(separator: "\n").count == 1)
            let verify = ["attest", "verify", "--key", "\(key).pub", "a.jsonl"]
            let digest = image.manifest.digest
            let good = try await home.run(verify + ["registry.test/app@\(digest)"])
            #expect(good.status == 0 && good.error.isEmpty, "\(good)")
            #expect(good.output.hasPrefix("registry.test/app@\(digest): verified on a, depth full, "), "\(good)")
            let whole = try await home.run(verify)
            // The age of the proof may have become a second more.
            let outputs = [whole, good].map { $0.output.replacing(/oldest proof .* ago/) { _ in "oldest proof" } }
            #expect(whole.status == 0 && outputs[0] == outputs[1], "\(whole)")
            let envelopes = try await home.run(verify + ["--envelopes"])
            #expect(envelopes.output == (try Self.text(home, "a.jsonl")), "\(envelopes)")
            // Another way to write the file: standard input.
            let piped = try await home.shell("blobgate attest verify --key \(key).pub - < a.jsonl")
            #expect(piped.status == 0, "\(piped)")
        }
    }

    @Test func theKeyCanBeSetElsewhere() async throws {
        try await Self.withImage { registry, _, home, check in
            let variable = try await home.run(
                check + ["--attest", "a.jsonl"], environment: ["BLOBGATE_ATTEST_KEY": "gate.key"])
            #expect(variable.status == 0 && Self.exists(home, "a.jsonl"), "\(variable)")
            // Relative to the file.
            try home.write("etc/c.yaml", "version: 1\nattest: {key: ../gate.key}\n")
            let file = try await home.run(check + ["--attest", "b.jsonl", "--config", "etc/c.yaml"])
            #expect(file.status == 0 && Self.exists(home, "b.jsonl"), "\(file)")
            let none = try await home.run(check + ["--attest", "c.jsonl"])
            #expect(none.status == 64 && !Self.exists(home, "c.jsonl"), "\(none)")
            #expect(none.error.contains("--attest needs a key: --attest-key FILE, BLOBGATE_ATTEST_KEY or "), "\(none)")
            // A key alone is a forgotten option, unless it is set for all runs.
            let alone = try await home.run(check + ["--attest-key", "gate.key"])
            #expect(alone.status == 64 && alone.error.contains("signs nothing without --attest"), "\(alone)")
            #expect(try await home.run(check, environment: ["BLOBGATE_ATTEST_KEY": "gate.key"]).status == 0)
        }
    }

    @Test func aRefusedRunIsNot() async throws {
        try await Self.withImage { registry, image, home, check in
            try home.write("a.jsonl", "old\n")
            registry.on(.blobs, .flipByte(at: 1))
            let attest = ["--attest", "a.jsonl", "--attest-key", "gate.key"]
            let refused = try await home.run(check + attest)
            #expect(refused.status == 1, "\(refused)")
            #expect(
                refused.error.contains("blobgate: no signed verdicts were written to a.jsonl: the run is refused\n"),
                "\(refused)")
            #expect(try Self.text(home, "a.jsonl") == "old\n")
            let waived = try await home.run(
                ["override", "--run", "1", "--for", "1h", "--reason", "ticket 7"])
            #expect(waived.status == 0, "\(waived)")
            let overridden = try await home.run(check + attest)
            #expect(overridden.status == 0, "\(overridden)")
            let verify = ["attest", "verify", "--key", "gate.pub", "a.jsonl"]
            let strict = try await home.run(verify)
            #expect(strict.status == 1 && strict.output.isEmpty, "\(strict)")
            #expect(strict.error.contains("a.jsonl:1: faults were waived by override 1 of "), "\(strict)")
            let loose = try await home.run(verify + ["--allow-overridden"])
            #expect(loose.status == 0 && loose.output.contains(": OVERRIDDEN, not proven on a, "), "\(loose)")
            registry.heal()
            let healed = try await home.run(["recheck", "1"] + attest)
            #expect(healed.status == 0, "\(healed)")
            let good = try await home.run(verify + ["registry.test/app@\(image.manifest.digest)"])
            #expect(good.status == 0 && good.output.contains(": verified on a, "), "\(good)")
        }
    }

    @Test func aWeakOrPartialRunIsNot() async throws {
        try await Self.withImage { _, _, home, check in
            let attest = ["--attest", "a.jsonl", "--attest-key", "gate.key"]
            let weak = try await home.run(check + attest + ["--depth", "presence"])
            #expect(weak.status == 0 && weak.error.contains("the run is unproven\n"), "\(weak)")
            let shard = try await home.run(check + attest + ["--shard", "1/2", "--output", "json=r.json"])
            #expect(shard.status == 64 && shard.error.contains("shard 1 of 2 proves only part"), "\(shard)")
            #expect(!Self.exists(home, "a.jsonl"))
        }
    }

    @Test(arguments: [
        ("rsa.key", 78, "contains an RSA key of 2048 bits; expected an Ed25519 or an ECDSA P-256 key"),
        ("gate.pub", 78, "contains a public key; a signature needs the private key"),
        ("missing.key", 78, "cannot be read: No such file"), ("/dev/null", 78, "is not a regular file"),
        ("empty.key", 78, "contains no private key in PEM"),
    ])
    func anUnusableKeyEndsTheRunBeforeItStarts(key: String, status: Int32, words: String) async throws {
        try await Self.withImage { registry, _, home, check in
            try home.write("empty.key", "")
            let run = try await home.run(check + ["--attest", "a.jsonl", "--attest-key", key])
            #expect(run.status == status && run.output.isEmpty, "\(run)")
            #expect(run.error.contains("the key file \(key) \(words)"), "\(run)")
            #expect(!Self.exists(home, "a.jsonl"))
            #expect(registry.requests(.blobs).isEmpty)
        }
    }

    @Test func noOtherFileIsReplaced() async throws {
        try await Self.withImage { _, _, home, check in
            let key = ["--attest-key", "gate.key"]
            let before = try Self.text(home, "gate.key")
            for (arguments, words) in [
                (["--attest", "gate.key"] + key, "this is the key"),
                (["--attest", "r.json", "--output", "json=r.json"] + key, "has the same path"),
                (["--attest", "p", "--pin", "refs=p"] + key, "has the same path"),
                (["--attest", "no/a.jsonl"] + key, "the folder"), (["--attest", "-"] + key, "give a file"),
                (["--attest", "list.txt", "--from", "list.txt"] + key, "is an input of this release"),
            ] {
                try home.write("list.txt", "registry.test/app:1\n")
                let run = try await home.run(check + arguments)
                #expect(run.status == 64 && run.error.contains(words), "\(arguments): \(run)")
            }
            #expect(try Self.text(home, "gate.key") == before)
            #expect(try Self.text(home, "list.txt") == "registry.test/app:1\n")
        }
    }

    @Test func whatDoesNotCountIsRefusedWithItsReason() async throws {
        try await Self.withImage { _, image, home, check in
            #expect(try await home.run(check + ["--attest", "a.jsonl", "--attest-key", "gate.key"]).status == 0)
            let line = try Self.text(home, "a.jsonl")
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            var altered = object
            altered["payload"] = Data(#"{"_type":"x"}"#.utf8).base64EncodedString()
            try home.write(
                "altered.jsonl", String(decoding: try JSONSerialization.data(withJSONObject: altered), as: UTF8.self))
            var broken = object
            broken["payload"] = "a"
            try home.write(
                "broken.jsonl", String(decoding: try JSONSerialization.data(withJSONObject: broken), as: UTF8.self))
            try home.write("text.jsonl", line + "no JSON\n")
            try home.write("empty.jsonl", "\n")
            let digest = "sha256:" + String(repeating: "ab", count: 32)
            let verify = ["attest", "verify", "--key", "gate.pub"]
            let own = "registry.test/app@\(image.manifest.digest)"
            for (arguments, status, words) in [
                (["attest", "verify", "--key", "other.pub", "a.jsonl"], 1, "a.jsonl:1: no signature is of this key"),
                (verify + ["altered.jsonl"], 1, "altered.jsonl:1: no signature is of this key"),
                (
                    verify + ["a.jsonl", "registry.test/app@\(digest)"], 1,
                    "no statement that counts for registry.test/app@"
                ),
                (verify + ["a.jsonl", "registry.test/other@\(image.manifest.digest)"], 1, "it is about \(own)"),
                (verify + ["a.jsonl", own, "registry.test/app@\(digest)"], 1, "no statement that counts"),
                (verify + ["a.jsonl", "--max-age", "0s"], 1, "its oldest proof was made "),
                (verify + ["broken.jsonl"], 65, "broken.jsonl:1: payload is not base64"),
                (verify + ["text.jsonl"], 65, "text.jsonl:2: not JSON: line 1, byte 1"),
                (verify + ["empty.jsonl"], 65, "empty.jsonl: it is empty"),
                (verify + ["missing.jsonl"], 65, "missing.jsonl cannot be read: No such file"),
                (["attest", "verify", "--key", "rsa.pub", "a.jsonl"], 78, "contains an RSA key of 2048 bits"),
                (["attest", "verify", "--key", "gate.key", "a.jsonl"], 78, "contains a private key"),
                (verify + ["a.jsonl", "registry.test/app:1"], 64, "registry.test/app:1 has no digest"),
                (verify + ["a.jsonl", "--platform", "x"], 64, "--platform: "),
                (["attest", "verify", "a.jsonl"], 64, "--key"),
            ] {
                let result = try await home.run(arguments)
                #expect(result.status == Int32(status) && result.output.isEmpty, "\(arguments): \(result)")
                #expect(result.error.contains(words), "\(arguments): \(result)")
            }
        }
    }
}
