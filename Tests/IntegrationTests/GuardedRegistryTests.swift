import Foundation
import Lab
import Support
import Testing

/// The real gate against a real registry that requires authentication.
@Suite(.serialized, .timeLimit(.minutes(10))) struct GuardedRegistryTests {
    private static let password = "open sesame 7"
    /// `htpasswd -nbB` of that password.
    private static let line = "deployer:$2b$04$abcdefghijklmnopqrstuuKE0E0R8b8j83v6tlSPbTb3.F6E5LLUa"
    private static let identity = "identity/token+of=deployer"

    /// Both streams without line breaks, which depend on the page width.
    private static func flat(_ result: GateResult) -> String {
        (result.output + result.error).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// A user of one guarded registry.
    private struct User {
        let home: GateHome
        let registry: GuardedRegistry

        init(at registry: GuardedRegistry) throws {
            home = try GateHome()
            self.registry = registry
            try home.write(
                "blobgate.yaml",
                """
                version: 1
                registries:
                  - name: "\(registry.name)"
                    scheme: http
                    backends: [{name: only, address: "\(registry.name)"}]

                """)
        }

        func check(_ flags: [String] = [], environment: [String: String] = [:]) async throws -> GateResult {
            try await home.run(
                ["check", "--verbose", "--fresh", "--retries", "0", "--output", "text"]
                    + ["--output", "json=\(home.path("report.json"))"] + flags + registry.references,
                environment: environment)
        }

        /// Writes a credentials file with these entries for the registry.
        func auths(_ file: String, _ entry: String) throws {
            try home.write(file, #"{"auths":{"\#(registry.name)":\#(entry)}}"#)
        }

        /// Writes a helper program and returns an environment with it in `PATH`.
        func helper(_ suffix: String, _ script: String) throws -> [String: String] {
            let path = try home.write("bin/docker-credential-\(suffix)", "#!/bin/sh\n\(script)\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            return ["PATH": "\(home.path("bin")):/usr/bin:/bin"]
        }

        /// Checks everything that the gate wrote: both streams, reports and the ledger.
        func expectNoSecret(_ results: [GateResult], _ secrets: [String]) throws {
            var places = results.flatMap { [Data($0.output.utf8), Data($0.error.utf8)] }
            places.append(try Data(contentsOf: home.directory.appending(path: "report.json")))
            let state = home.directory.appending(path: "state/blobgate")
            let ledgers = try FileManager.default.contentsOfDirectory(at: state, includingPropertiesForKeys: nil)
            #expect(!ledgers.isEmpty)
            places += try ledgers.map { try Data(contentsOf: $0) }
            for secret in secrets {
                for place in places {
                    #expect(place.range(of: Data(secret.utf8)) == nil, "\(secret)")
                }
            }
        }
    }

    @Test func passwords() async throws {
        try await GuardedRegistry.run(.htpasswd(line: Self.line)) { registry in
            let user = try User(at: registry)
            var results: [GateResult] = []
            func check(
                _ status: Int32, saying words: String, _ flags: [String] = [], _ environment: [String: String] = [:]
            ) async throws {
                let result = try await user.check(flags, environment: environment)
                results.append(result)
                #expect(result.status == status, "\(result)")
                #expect(Self.flat(result).contains(words), "\(result)")
            }
            try await check(77, saying: "the registry requires credentials, and none were found for it")

            let good = #"{"auth":"\#(Self.encoded("deployer:\(Self.password)"))"}"#
            let wrong = #"{"username":"deployer","password":"wrong password 8"}"#
            try user.auths("good.json", good)
            try user.auths("wrong.json", wrong)
            try await check(0, saying: "verified now", ["--authfile", "good.json"])
            try await check(
                77, saying: "refused with status 401 by only (user deployer)", ["--authfile", "wrong.json"])
            try await check(0, saying: "verified now", [], ["BLOBGATE_AUTHFILE": user.home.path("good.json")])
            try await check(0, saying: "verified now", [], ["REGISTRY_AUTH_FILE": user.home.path("good.json")])
            let inline = #"{"auths":{"\#(registry.name)":\#(good)}}"#
            try await check(0, saying: "verified now", [], ["DOCKER_AUTH_CONFIG": inline])
            try await check(
                78, saying: "--authfile points to this file, but it does not exist", ["--authfile", "none.json"])

            // A file given by option is the only one used. Of the default files, the first one with an entry counts.
            try user.auths(".docker/config.json", good)
            try await check(0, saying: "verified now")
            try await check(77, saying: "refused with status 401", ["--authfile", "wrong.json"])
            try user.auths("config/containers/auth.json", wrong)
            try await check(0, saying: "verified now")
            try user.home.write(".docker/config.json", "{}")
            try await check(77, saying: "refused with status 401")
            try user.auths("config/containers/auth.json", good)
            try await check(0, saying: "verified now")
            try user.home.write("config/containers/auth.json", "{}")
            try user.home.write(".dockercfg", #"{"\#(registry.name)":\#(good)}"#)
            try await check(0, saying: "verified now")

            try user.home.write("store.json", #"{"credsStore":"test"}"#)
            let script = #"""
                read -r url
                echo "$url" >>asked
                echo '{"ServerURL":"x","Username":"deployer","Secret":"\#(Self.password)"}'
                """#
            let path = try user.helper("test", script)
            try await check(0, saying: "verified now", ["--authfile", "store.json"], path)
            #expect(try String(contentsOfFile: user.home.path("asked"), encoding: .utf8) == "\(registry.name)\n")
            try user.home.write("store.json", #"{"auths":{"\#(registry.name)":\#(good)},"credsStore":"broken"}"#)
            _ = try user.helper("broken", #"printf 'locked\033[2J: why' >&2; exit 4"#)
            try await check(
                77,
                saying:
                    """
                    the credential helper docker-credential-broken, configured in store.json for \(registry.name), exited with \
                    status 4: locked\\x1b[2J: why
                    """, ["--authfile", "store.json"], path)
            try user.home.write("store.json", #"{"credsStore":"missing"}"#)
            try await check(77, saying: "was not found in PATH", ["--authfile", "store.json"], path)
            try user.expectNoSecret(
                results,
                [
                    Self.password, Self.encoded("deployer:\(Self.password)"), "wrong password 8",
                    Self.encoded("deployer:wrong password 8"),
                ])
        }
    }

    @Test func tokens() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "blobgate-token-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let signer = try await TokenSigner(in: directory)
        try await ScriptedRegistry.run { server in
            var realm = TokenRealm()
            realm.service = "guarded"
            realm.user = "deployer"
            realm.password = Self.password
            realm.identityToken = Self.identity
            for repository in ["app/web", "app/api", "tools/debug"] {
                realm.prepared["repository:\(repository):pull"] = try await signer.token(
                    issuer: "blobgate test", service: "guarded", repository: repository)
            }
            server.access = .bearer(realm)
            let tokens = Array(realm.prepared.values)
            let guarding = GuardedRegistry.Guard.token(
                realm: "\(server.url)/token", service: "guarded", issuer: "blobgate test",
                certificates: signer.certificate)
            try await GuardedRegistry.run(guarding) { registry in
                let user = try User(at: registry)
                var results: [GateResult] = []
                let refused = try await user.check()
                results.append(refused)
                #expect(refused.status == 77, "\(refused)")
                #expect(Self.flat(refused).contains("refused with status 401 by \(server.url)/token"), "\(refused)")

                let entries = [
                    (#"{"auth":"\#(Self.encoded("deployer:\(Self.password)"))"}"#, ["GET", "POST"]),
                    (#"{"auth":"\#(Self.encoded("00000000:"))","identitytoken":"\#(Self.identity)"}"#, ["POST"]),
                ]
                for (entry, methods) in entries {
                    try user.auths("auth.json", entry)
                    let before = server.requests.count
                    let result = try await user.check(["--authfile", "auth.json"])
                    results.append(result)
                    #expect(result.status == 0, "\(result)")
                    // One token per repository, regardless of its number of blobs. A password is tried in a form first.
                    let expected = methods.flatMap { [$0, $0, $0] }
                    #expect(server.requests.dropFirst(before).map(\.method).sorted() == expected)
                }

                try user.auths("auth.json", #"{"registrytoken":"\#(tokens[0])"}"#)
                let partial = try await user.check(["--authfile", "auth.json"])
                results.append(partial)
                #expect(partial.status == 77, "\(partial)")

                server.on(.token, .status(503))
                try user.auths("auth.json", entries[0].0)
                let ill = try await user.check(["--authfile", "auth.json"])
                results.append(ill)
                #expect(ill.status == 75, "\(ill)")
                try user.expectNoSecret(
                    results, [Self.password, Self.encoded("deployer:\(Self.password)"), Self.identity] + tokens)
            }
        }
    }
}
