import Foundation
import OCI
import Support
import Testing

/// What a server was sent, it can repeat: no output and no file of a run may hold it.
@Suite(.timeLimit(.minutes(2))) struct SecretTests {
    private static let user = "robot"
    private static let password = "hunter2/Correct+Horse"
    private static let token = "prepared-token-0123456789abcdef"
    private static let signature = "X-Amz-Signature=fedcba9876543210fedcba9876543210"

    private static var basic: String { Data("\(user):\(password)".utf8).base64EncodedString() }

    /// The texts that may stand nowhere, and the beginnings that a cut would leave of them.
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

    @Test(arguments: [true, false]) func nothingIsRepeated(asToken: Bool) async throws {
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

    @Test func aTokenServerThatRepeats() async throws {
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

    /// Runs a check that says all it can, and looks for the secrets in everything that it left.
    @discardableResult
    private static func expectSilence(_ registry: ScriptedRegistry) async throws -> GateResult {
        let home = try GateHome()
        try home.write("docker/config.json", #"{"auths":{"registry.test":{"auth":"\#(basic)"}}}"#)
        let result = try await home.run(
            [
                "check", "--verbose", "--progress", "plain", "--retries", "1", "--backend", "a=\(registry.url)",
                "--output", "text", "--output", "json=\(home.path("report.json"))", "registry.test/app:1",
            ], environment: ["DOCKER_CONFIG": home.path("docker")])
        #expect(result.status != 0 && result.status != 64, "\(result)")
        var texts = ["output": Data(result.output.utf8), "progress": Data(result.error.utf8)]
        try FileManager.default.removeItem(atPath: home.path("docker"))
        for case let file as URL in FileManager.default.enumerator(at: home.directory, includingPropertiesForKeys: nil)
            ?? .init()
        {
            if let data = try? Data(contentsOf: file) { texts[file.lastPathComponent] = data }
        }
        #expect(texts["report.json"]?.isEmpty == false, "\(result)")
        #expect(texts["ledger.sqlite"]?.isEmpty == false, "\(texts.keys)")
        #expect(!result.output.isEmpty, "\(result)")
        for (name, data) in texts {
            for secret in forbidden where data.range(of: Data(secret.utf8)) != nil {
                Issue.record("\(name) holds \(secret)\n\(result)")
            }
        }
        return result
    }
}
