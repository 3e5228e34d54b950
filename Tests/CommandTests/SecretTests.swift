import Foundation
import OCI
import Support
import Testing

/// A server can echo secrets that it was sent: no output and no file of a run may contain them.
@Suite(.timeLimit(.minutes(10))) struct SecretTests {
    private static let user = "robot"
    private static let password = "hunter2/Correct+Horse"
    private static let token = "prepared-token-0123456789abcdef"
    private static let signature = "X-Amz-Signature=fedcba9876543210fedcba9876543210"

    private static var basic: String { Data("\(user):\(password)".utf8).base64EncodedString() }

    /// The forbidden texts, and the prefixes that truncation would leave.
    private static let forbidden = [
        password, "hunter2%2F", basic, String(basic.prefix(12)), token, String(token.prefix(16)),
        "fedcba9876543210", "Correct+Horse",
    ]

    private static func bearer() -> RegistryAccess {
        var realm = TokenRealm()
        realm.user = user
        realm.password = password
        realm.prepared = ["repository:app:pull": token]
        return .bearer(realm)
    }

    @Test(arguments: [true, false]) func secretsAreNeverPrinted(asToken: Bool) async throws {
        try await ScriptedRegistry.run { registry in
            try await ScriptedRegistry.run { storage in
                let sent = asToken ? Self.token : Self.basic
                let image = try registry.addImage(
                    to: "app", tag: "1", layers: (0..<8).map { [UInt8](repeating: $0, count: 3000) })
                registry.access = asToken ? Self.bearer() : .basic(user: Self.user, password: Self.password)
                Self.repeatEverything(sent, of: image, on: registry, storage)
                let result = try await Self.expectSilence(registry)
                #expect(result.error.contains("server error"), "\(result)")
            }
        }
    }

    @Test func aTokenServerThatEchoesSecrets() async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1]])
            registry.access = Self.bearer()
            let body = #"{"errors":[{"code":"\#(Self.basic)","message":"you sent \#(Self.password)"}]}"#
            for status in [401, 500] {
                registry.heal()
                registry.on(.token, .status(status, headers: [HeaderField("Server", Self.password)], body: body))
                try await Self.expectSilence(registry)
            }
        }
    }

    /// What a person pasted, in every place where a reference, a registry or an address may stand.
    @Test(arguments: [
        (["check", "https://robot:PW@registry.test/app:1"], ""), (["plan", "robot:PW@registry.test/app:1"], ""),
        (["check", "--from", "input"], "registry.test/app:1\nrobot:PW@registry.test:5000/app@\(digest)\n"),
        (
            ["check", "-f", "input"],
            "kind: Pod\nspec: {containers: [{name: a, image: 'robot:PW@registry.test/app'}]}\n"
        ),
        (["check", "--pins", "input", "registry.test/app:1"], "robot:PW@registry.test/app:1@\(digest)\n"),
        (["check", "--backend", "a=https://robot:PW@registry.test", "registry.test/app:1"], ""),
        (["check", "--backend=a=robot:PW@registry.test:5000", "registry.test/app:1"], ""),
        (["check", "--jobs", "https://robot:PW@registry.test", "registry.test/app:1"], ""),
        (["backends", "https://robot:PW@registry.test"], ""),
        (["diagnose", "https://robot:PW@registry.test/app:1"], ""),
        (
            ["check", "--config", "input", "registry.test/app:1"],
            "version: 1\nregistries: [{name: 'https://robot:PW@registry.test'}]\n"
        ),
    ])
    func aPasswordInAnInputIsNotRepeated(_ arguments: [String], input: String) async throws {
        let home = try GateHome()
        try home.write("input", input.replacing("PW", with: Self.password))
        let words = arguments.map { $0.replacing("PW", with: Self.password) }
        let report = arguments[0] == "backends" ? [] : ["--output", "json=report.json"]
        let result = try await home.run(words + report)
        #expect([64, 65, 78].contains(result.status), "\(result)")
        let written = try? String(contentsOfFile: home.path("report.json"), encoding: .utf8)
        for text in [result.output, result.error, written ?? ""] {
            for secret in ["hunter2", "Correct+Horse", Self.password] where text.contains(secret) {
                Issue.record("\(arguments): \(secret) in \(text)")
            }
        }
        #expect(!result.error.isEmpty)
    }

    static let digest = "sha256:" + String(repeating: "0", count: 64)

    /// The remains of a crashed run: the ledger with its write-ahead log, and the Swift runtime's backtrace of every
    /// thread.
    @Test(arguments: [SIGABRT, SIGSEGV]) func aCrashLeaksNoSecrets(_ signal: Int32) async throws {
        try await ScriptedRegistry.run { registry in
            try await ScriptedRegistry.run { storage in
                let image = try registry.addImage(
                    to: "app", tag: "1", layers: (0..<9).map { [UInt8](repeating: $0, count: 3000) })
                registry.access = Self.bearer()
                Self.repeatEverything(Self.token, of: image, on: registry, storage)
                let last = RequestPattern.blob(image.layers[8].digest)
                registry.on(last, .breakOff(at: 1000, .stall))
                let home = try GateHome()
                let gate = try home.start(
                    try Self.arguments(home, registry),
                    environment: Self.environment(home).merging([
                        "SWIFT_BACKTRACE":
                            "enable=yes,interactive=no,color=no,threads=all,registers=all,symbolicate=off"
                    ]) { $1 })
                for _ in 0..<1500 where registry.requests(.blobs).count < 10 || registry.requests(last).isEmpty {
                    try await Task.sleep(for: .milliseconds(10))
                }
                // Time for results to reach the ledger.
                try await Task.sleep(for: .seconds(1))
                gate.signal(signal)
                // The runtime prints its backtrace and continues: only a real crash raises the signal again.
                for _ in 0..<2000 where !gate.error.contains("Backtrace took") {
                    try await Task.sleep(for: .milliseconds(10))
                }
                gate.signal(signal)
                let result = try await gate.result()
                #expect(result.status == 128 + signal, "\(result)")
                #expect(result.error.contains("Program crashed"), "the runtime told nothing\n\(result)")
                #expect(registry.requests.contains { $0.header("Authorization") == "Bearer \(Self.token)" })
                let texts = try Self.expectNoSecret(home, result)
                #expect(texts["ledger.sqlite-wal"]?.isEmpty == false, "\(texts.keys)")
            }
        }
    }

    private static func repeatEverything(
        _ sent: String, of image: ScriptedImage, on registry: ScriptedRegistry, _ storage: ScriptedRegistry
    ) {
        let all = "\(sent) \(password)"
        let fields = ["Server", "Via", "Warning", "X-Cache-Status", "ETag", "Docker-Content-Digest"]
            .map { HeaderField($0, all) }
        let errors = #"{"errors":[{"code":"\#(sent)","message":"you sent \#(all)"}]}"#
        let filler = String(repeating: "-", count: 110)
        let replies: [Fault] = [
            .status(500, headers: fields, body: errors), .status(403, headers: fields, body: "\(filler)\(sent)"),
            .redirect(to: "ftp://\(user):\(password)@x.test/\(sent)?\(signature)"),
            .redirect(to: "http://[::?\(signature)&\(all)"),
            .redirect(to: "\(storage.url)/bucket/\(sent)?\(signature)&token=\(sent)"),
            .status(
                401,
                headers: [HeaderField("WWW-Authenticate", "Bearer realm=\"ftp:\(sent)?\(signature)\", \(sent)")],
                body: nil),
            .status(200, headers: fields + [HeaderField("Content-Type", "text/html")], body: "<p>\(all)"),
            .status(200, headers: [HeaderField("Content-Type", "text/plain")], body: "\(filler)\(sent)"),
        ]
        for (layer, reply) in zip(image.layers, replies) { registry.on(.blob(layer.digest), reply) }
        storage.on(
            .any, .status(403, headers: [], body: "<Error><StringToSign>\(signature) \(all)</StringToSign></Error>"))
    }

    /// Runs a check with maximum verbosity, and searches all of its output and files for the secrets.
    @discardableResult
    private static func expectSilence(_ registry: ScriptedRegistry) async throws -> GateResult {
        let home = try GateHome()
        let result = try await home.run(try arguments(home, registry), environment: environment(home))
        #expect(result.status != 0 && result.status != 64, "\(result)")
        let texts = try expectNoSecret(home, result)
        #expect(texts["report.json"]?.isEmpty == false, "\(result)")
        #expect(!result.output.isEmpty, "\(result)")
        return result
    }

    /// A command with maximum verbosity, for a user with credentials.
    private static func arguments(_ home: GateHome, _ registry: ScriptedRegistry) throws -> [String] {
        try home.write("docker/config.json", #"{"auths":{"registry.test":{"auth":"\#(basic)"}}}"#)
        return [
            "check", "--verbose", "--progress", "plain", "--retries", "1", "--backend", "a=\(registry.url)",
            "--output", "text", "--output", "json=\(home.path("report.json"))", "registry.test/app:1",
        ]
    }

    private static func environment(_ home: GateHome) -> [String: String] { ["DOCKER_CONFIG": home.path("docker")] }

    /// Searches both streams and every file for the secrets, and returns all of them by name.
    private static func expectNoSecret(_ home: GateHome, _ result: GateResult) throws -> [String: Data] {
        var texts = ["output": Data(result.output.utf8), "progress": Data(result.error.utf8)]
        try FileManager.default.removeItem(atPath: home.path("docker"))
        for case let file as URL in FileManager.default.enumerator(at: home.directory, includingPropertiesForKeys: nil)
            ?? .init()
        {
            if let data = try? Data(contentsOf: file) { texts[file.lastPathComponent] = data }
        }
        #expect(texts["ledger.sqlite"]?.isEmpty == false, "\(texts.keys)")
        for (name, data) in texts {
            for secret in forbidden where data.range(of: Data(secret.utf8)) != nil {
                Issue.record("\(name) holds \(secret)\n\(result)")
            }
        }
        return texts
    }
}
