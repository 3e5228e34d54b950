import Foundation
import Support
import Testing

@testable import blobgate

/// `blobgate watch` on a scripted registry: its options, its inputs, its exit codes and its notifications.
@Suite struct WatchCommandTests {
    private static func scene(_ body: (ScriptedRegistry, GateHome) async throws -> Void) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3], [4, 5, 6, 7]])
            let home = try GateHome()
            try home.configure(registry)
            try home.write("images.txt", "registry.test/app:1\n")
            try await body(registry, home)
        }
    }

    private static let image = "registry.test/app:1"

    @Test(arguments: [
        (["watch"], "Nothing to check"),
        (["watch", "--from", "-"], "which only the first round could read"),
        (["watch", image, "--output", "json"], "needs a path"),
        (["watch", image, "--fresh"], "--within says how old a proof may be"),
        (["watch", image, "--depth", "presence"], "proves no blobs"),
        (["watch", image, "--budget", "200G"], "SIZE/day"),
        (["watch", image, "--within", "0s"], "must be longer than 0"),
        (["watch", image, "--every", "2h", "--within", "1h"], "no round could keep it"),
        (["watch", image, "--notify-url", "ftp://x"], "http or https"),
        (["watch", "--from-command", "kubectl get pods | cat"], "only for a shell"),
        (["watch", "--from-command", "'kubectl"], "a quote is not closed"),
    ])
    func aWrongCommandLineIsExplained(_ arguments: [String], _ message: String) async throws {
        let result = try await GateHome().run(arguments)
        #expect(result.status == 64, "\(result)")
        // ArgumentParser wraps long messages.
        #expect(
            result.error.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(message), "\(result)")
    }

    @Test func wordsAreThoseOfAShell() throws {
        for (text, words) in [
            ("kubectl get pods -A -o yaml", ["kubectl", "get", "pods", "-A", "-o", "yaml"]),
            (#"a 'b  c' "d \" $$e" f\ g """#.replacing("$$", with: #"\$"#), ["a", "b  c", "d \" $e", "f g", ""]),
            ("  a\t'$(x)|;'  ", ["a", "$(x)|;"]), (#"a "b\n""#, ["a", #"b\n"#]),
        ] { #expect(try CommandWords.split(text) == words, "\(text)") }
        for text in [
            "", "  ", "''", "a > b", "a; b", "a $HOME", "a `b`", #"a "$b""#, "a 'b", #"a "b"#, "a \\", "(a)", "a & b",
        ] {
            #expect(throws: CommandWords.Fault.self, "\(text)") { try CommandWords.split(text) }
        }
    }

    @Test func theExitCodeIsThatOfTheLastRound() async throws {
        try await Self.scene { registry, home in
            let good = try await home.run(["watch", "--from", "images.txt", "--rounds", "2", "--every", "10ms"])
            #expect(good.status == 0, "\(good)")
            #expect(good.output.split(separator: "\n").count == 2, "\(good)")
            #expect(good.output.contains(" round 2: good; "), "\(good)")
            registry.on(.blobs, .flipByte(at: 1))
            let bad = try await home.run([
                "watch", "--from", "images.txt", "--rounds", "1", "--every", "10ms", "--within", "10ms",
            ])
            #expect(bad.status == 1, "\(bad)")
            #expect(bad.output.contains(" round 1: refused: "), "\(bad)")
            #expect(bad.error.contains("REFUSED: wrong bytes"), "\(bad)")
            // A restarted watch tells nothing twice.
            let again = try await home.run([
                "watch", "--from", "images.txt", "--rounds", "1", "--every", "10ms", "--within", "10ms",
            ])
            #expect(again.status == 1 && !again.error.contains("REFUSED"), "\(again)")
            let broke = try await home.run(["watch", "--from", "gone.txt", "--rounds", "1"])
            #expect(broke.status == 65, "\(broke)")
        }
    }

    /// Pods as kubectl prints them, from a program that is run in each round.
    @Test func theInputIsTheOutputOfACommand() async throws {
        try await Self.scene { _, home in
            let pods = """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Pod
                  metadata: {name: web-1, namespace: shop}
                  spec: {containers: [{name: web, image: "registry.test/app:1"}]}
                  status: {containerStatuses: [{name: web, image: "registry.test/app:1", imageID: "x"}]}

                """
            try home.write("pods.yaml", pods)
            try home.writeProgram("list", "echo run >>'\(home.path("runs"))'; cat \"$1\"\n")
            let result = try await home.run([
                "watch", "--from-command", "'\(home.path("list"))' pods.yaml", "--rounds", "2", "--every", "10ms",
                "--output",
                "json=round.json",
            ])
            #expect(result.status == 0, "\(result)")
            #expect(try String(contentsOfFile: home.path("runs"), encoding: .utf8) == "run\nrun\n")
            let report = try String(contentsOfFile: home.path("round.json"), encoding: .utf8)
            #expect(report.contains(/"command" ?: ?"watch"/), "\(report)")
        }
    }

    /// A URL that fails at first gets each notification once, as JSON, and its secret is in no output.
    @Test func aURLGetsEachChangeOnce() async throws {
        try await Self.scene { registry, home in
            try await ScriptedRegistry.run { hook in
                let posts = RequestPattern(method: "POST", path: .exactly("/secret-token"))
                hook.on(posts, .first(1), .status(503))
                hook.on(posts, .from(2), .status(200))
                registry.on(.blobs, .flipByte(at: 1))
                let result = try await home.run(
                    ["watch", "--from", "images.txt", "--rounds", "2", "--every", "10ms", "--within", "10ms"],
                    environment: ["BLOBGATE_NOTIFY_URL": "http://\(hook.name)/secret-token"])
                #expect(result.status == 1, "\(result)")
                let requests = hook.requests(posts)
                #expect(requests.map(\.status) == [503, 200], "\(result)")
                #expect(requests.allSatisfy { $0.header("content-type") == "application/json" })
                for request in requests {
                    let json = try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
                    #expect(json?["event"] as? String == "refused")
                }
                #expect(!"\(result)".contains("secret-token"), "\(result)")
            }
        }
    }

    /// A program that does not read its input, and one that closes it, were both run once and have succeeded.
    @Test(arguments: ["", "exec <&-; sleep 0.2\n"])
    func aProgramNeedNotReadItsInput(_ body: String) async throws {
        try await Self.scene { registry, home in
            registry.on(.blobs, .flipByte(at: 1))
            try home.writeProgram("ring", "\(body)echo run >>'\(home.path("runs"))'\n")
            let result = try await home.run([
                "watch", "--from", "images.txt", "--rounds", "2", "--every", "10ms", "--within", "10ms",
                "--notify-command", "'\(home.path("ring"))'",
            ])
            #expect(result.status == 1 && !result.error.contains("notification"), "\(result)")
            #expect(try String(contentsOfFile: home.path("runs"), encoding: .utf8) == "run\n", "\(result)")
        }
    }

    /// What cannot be sent is said without the URL, and the watch goes on.
    @Test func aURLThatFailsEndsNothing() async throws {
        try await Self.scene { registry, home in
            registry.on(.blobs, .flipByte(at: 1))
            let result = try await home.run(
                ["watch", "--from", "images.txt", "--rounds", "1", "--log", "json", "--notify-command", "/bin/false"],
                environment: ["BLOBGATE_NOTIFY_URL": "http://user:hunter2@127.0.0.1:1/secret-token"])
            #expect(result.status == 1, "\(result)")
            #expect(result.error.contains("the URL for notifications did not answer"), "\(result)")
            #expect(result.error.contains("/bin/false, exited with status 1"), "\(result)")
            // There is no next round.
            #expect(result.error.contains("the watch ends, and it is not sent"), "\(result)")
            #expect(!"\(result)".contains("secret-token") && !"\(result)".contains("hunter2"), "\(result)")
        }
    }
}
