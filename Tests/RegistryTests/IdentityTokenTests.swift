import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

private let content: [UInt8] = [1, 2, 3]

/// Tokens that users have: identity tokens, exchanged for others, and registry tokens, sent unchanged.
@Suite(.timeLimit(.minutes(10))) struct IdentityTokenTests {
    private static let secret = "scripted identity+token/="

    private func scene(
        _ change: (inout TokenRealm) -> Void = { _ in }, identity: String = secret, login: Credential.Login? = nil,
        _ body: (ScriptedRegistry, () async -> Observation) async throws -> Void
    ) async throws {
        try await ScriptedRegistry.run { registry in
            var realm = TokenRealm()
            realm.user = "u"
            realm.password = "password"
            realm.identityToken = Self.secret
            realm.fields = ["access_token"]
            change(&realm)
            registry.access = .bearer(realm)
            let digest = try registry.addBlob(content, to: "team/app")
            let client = try client(credentials(Credential(token: .identity(Secret(identity)), login: login)))
            let place = try backend(registry)
            let name = try repository("team/app")
            try await body(registry) { await client.blob(digest, size: 3, of: name, from: place) }
        }
    }

    @Test(arguments: [["access_token"], ["token", "access_token"]])
    func isExchangedForTokens(fields: [String]) async throws {
        try await scene({ $0.fields = fields }) { registry, ask in
            for _ in 0..<2 { #expect(await ask().facts != nil) }
            let asked = registry.requests(.token)
            #expect(asked.map(\.method) == ["POST"])
            #expect(asked.first?.target == "/token")
            #expect(asked.first?.header("Authorization") == nil)
            #expect(asked.first?.header("Content-Type") == "application/x-www-form-urlencoded")
            #expect(asked.first?.header("Expect") == nil)
            #expect(asked.first?.form("scope") == ["repository:team/app:pull"])
            #expect(asked.first?.form("grant_type") == ["refresh_token"])
            #expect(asked.first?.form("client_id") == ["blobgate"])
            #expect(asked.first?.form("refresh_token") == [Self.secret])
            #expect(registry.requests(.blobs).map(\.status) == [401, 200, 200])
        }
    }

    @Test("next to a user name and a password, an identity token is not used, as in containerd")
    func followsAPassword() async throws {
        let login = Credential.Login(user: "u", password: Secret("password"))
        try await scene(login: login) { registry, ask in
            #expect(await ask().facts != nil)
            let asked = registry.requests(.token)
            #expect(asked.map(\.method) == ["POST", "GET"])
            #expect(asked.first?.form("grant_type") == ["password"] && asked.first?.form("refresh_token") == [])
            #expect(asked.last?.header("Authorization") == "Basic " + encoded("u:password"))
            // If no token is requested, the password is used.
            registry.access = .basic(user: "u", password: "password")
            #expect(await ask().facts != nil)
        }
    }

    @Test func isExchangedAgainAfterExpiry() async throws {
        try await scene { registry, ask in
            #expect(await ask().facts != nil)
            registry.revokeTokens()
            #expect(await ask().facts != nil)
            #expect(registry.requests(.token).map(\.method) == ["POST", "POST"])
            #expect(registry.requests(.blobs).map(\.status) == [401, 200, 401, 200])
        }
    }

    @Test func isRejected() async throws {
        try await scene(identity: "another") { registry, ask in
            let realm = "\(registry.url)/token"
            #expect(
                await ask().denial
                    == .refused(
                        status: 400, by: realm, message: ServerText(#"{"error":"invalid_grant"}"#),
                        source: "config.json"))
            // containerd asks once more, by GET; what the server said about the token is the reason.
            #expect(registry.requests(.token).map(\.method) == ["POST", "GET"])
        }
        try await scene({ $0.identityToken = nil }) { registry, ask in
            guard case .refused(405, _, _, _, _) = await ask().denial else {
                Issue.record("another outcome")
                return
            }
            // It falls back neither to a password nor to anonymous access.
            #expect(registry.requests(.token).map(\.method) == ["POST"])
        }
    }

    @Test(
        arguments: [
            (Fault.status(401), "refused 401"), (.status(403), "refused 403"), (.status(500), "token server 500"),
            (.status(503), "token server 503"), (.status(429), "token server 429"), (.html, "no token"),
            (.emptyBody, "no token"), (.content(Array(#"{"expires_in":300}"#.utf8)), "no token"),
            (.content(Array(#"{"token":"a\r\nX-Evil: 1"}"#.utf8)), "no token"),
            (.redirect(to: "https://evil.test/token"), "token server 307"),
            (.noReply(.close), "token server curl 52"), (.noReply(.stall), "token server curl 0"),
        ])
    func badResponses(fault: Fault, expected: String) async throws {
        try await scene { registry, ask in
            registry.on(.token, fault)
            let denial = await ask().denial
            let shown =
                switch denial {
                case .refused(let status, _, _, _, _): "refused \(status)"
                case .noToken: "no token"
                case .tokenServer(_, let status, let failure, _):
                    "token server \(status.map(String.init) ?? (failure.map { "curl \($0.curlCode)" } ?? "?"))"
                default: "\(String(describing: denial))"
                }
            #expect(shown == expected)
            #expect(registry.requests(.token).count == (fault == .status(401) ? 2 : 1))
            #expect(!"\(String(describing: denial))".contains(Self.secret))
        }
    }

    @Test func anEchoedSecretIsRedacted() async throws {
        let texts = [Self.secret, encoded("u:password"), "password"]
        for text in texts {
            let login = Credential.Login(user: "u", password: Secret("password"))
            try await scene(login: login) { registry, ask in
                let body = #"{"errors":[{"code":"DENIED","message":"\#(text) is bad"}]}"#
                registry.on(.token, .status(401, headers: [], body: body))
                #expect(
                    await ask().denial
                        == .refused(
                            status: 401, by: "\(registry.url)/token", message: ServerText("DENIED: [hidden] is bad"),
                            source: "config.json"))
            }
        }
    }

    @Test func aRegistryTokenIsSentUnchanged() async throws {
        try await ScriptedRegistry.run { registry in
            var realm = TokenRealm()
            realm.user = "u"
            registry.access = .bearer(realm)
            let digest = try registry.addBlob(content, to: "team/app")
            let client = try client(credentials(Credential(token: .registry(Secret("mine")))))
            let observation = await client.blob(
                digest, size: 3, of: try repository("team/app"), from: try backend(registry))
            #expect(
                observation.denial
                    == .refused(
                        status: 401, by: "one", message: ServerText("a registry token"), source: "config.json"))
            #expect(registry.requests(.token).isEmpty)
            #expect(registry.requests(.blobs).map { $0.header("Authorization") } == [nil, "Bearer mine"])
        }
    }

    @Test func oneRepositoryIsPublicAndTheNextIsNot() async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = .below("restricted/", .basic(user: "u", password: "p"))
            let digest = try registry.addBlob(content, to: "public/app")
            try registry.addBlob(content, to: "restricted/app")
            let known = try client(credentials("u", "p"))
            let unknown = try client()
            let place = try backend(registry)
            for client in [known, unknown] {
                let free = await client.blob(digest, size: 3, of: try repository("public/app"), from: place)
                #expect(free.facts != nil)
            }
            let open = await known.blob(digest, size: 3, of: try repository("restricted/app"), from: place)
            #expect(open.facts != nil)
            let shut = await unknown.blob(digest, size: 3, of: try repository("restricted/app"), from: place)
            #expect(shut.denial == .missing(hasToken: false))
            // Without a challenge, no credentials are sent.
            let free = registry.requests(.blob(digest, of: "public/app"))
            #expect(free.map { $0.header("Authorization") } == [nil, nil])
        }
    }
}
