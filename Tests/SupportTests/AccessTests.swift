import Foundation
import OCI
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct AccessTests {
    @Test func basic() async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = .basic(user: "u", password: "p")
            let client = RawClient(port: registry.port)
            let refused = await client.send("/v2/")
            #expect(refused.status == 401)
            #expect(refused.field("WWW-Authenticate") == #"Basic realm="scripted registry""#)
            #expect(refused.text.contains("UNAUTHORIZED"))
            #expect(await client.send("/v2/", headers: [authorization("u", "x")]).status == 401)
            #expect(await client.send("/v2/", headers: [authorization("u", "p")]).status == 200)
        }
    }

    @Test func bearer() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob([1, 2, 3], to: "a/b")
            var realm = TokenRealm()
            realm.user = "u"
            realm.password = "p"
            registry.access = .bearer(realm)
            let client = RawClient(port: registry.port)
            let blob = "/v2/a/b/blobs/\(digest)"
            let challenge = await client.send(blob)
            #expect(challenge.status == 401)
            #expect(
                challenge.field("WWW-Authenticate")
                    == #"Bearer realm="\#(registry.url)/token",service="scripted",scope="repository:a/b:pull""#)

            let ask = "/token?service=scripted&scope=repository%3Aa%2Fb%3Apull"
            #expect(await client.send(ask).status == 401)
            let granted = await client.send(ask, headers: [authorization("u", "p")])
            let token = try token(in: granted)
            #expect(await client.send(blob, headers: ["Authorization: Bearer \(token)"]).body == [1, 2, 3])
            #expect(
                registry.requests(.token).map { $0.query("scope") } == [
                    ["repository:a/b:pull"], ["repository:a/b:pull"],
                ])

            let elsewhere = await client.send("/v2/c/manifests/1", headers: ["Authorization: Bearer \(token)"])
            #expect(elsewhere.status == 401)
            #expect(
                elsewhere.field("WWW-Authenticate")?.hasSuffix(#"scope="repository:c:pull",error="insufficient_scope""#)
                    == true)
            registry.revokeTokens()
            let revoked = await client.send(blob, headers: ["Authorization: Bearer \(token)"])
            #expect(revoked.field("WWW-Authenticate")?.hasSuffix(#"error="invalid_token""#) == true)
        }
    }

    @Test func aTokenExpires() async throws {
        try await ScriptedRegistry.run { registry in
            var realm = TokenRealm()
            realm.lifetime = .seconds(3)
            realm.declaredLifetime = 300
            realm.fields = ["access_token"]
            registry.access = .bearer(realm)
            let client = RawClient(port: registry.port)
            let granted = await client.send("/token")
            #expect(granted.text.contains(#""expires_in":300"#))
            let token = try token(in: granted)
            #expect(await client.send("/v2/", headers: ["Authorization: Bearer \(token)"]).status == 200)
            try await Task.sleep(for: .milliseconds(3100))
            #expect(await client.send("/v2/", headers: ["Authorization: Bearer \(token)"]).status == 401)
        }
    }

    @Test func faultsCountAuthorizedRequestsOnly() async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = .basic(user: "u", password: "p")
            registry.on(.any, .only(1), .status(503))
            let client = RawClient(port: registry.port)
            #expect(await client.send("/v2/").status == 401)
            #expect(await client.send("/v2/", headers: [authorization("u", "p")]).status == 503)
            #expect(await client.send("/v2/", headers: [authorization("u", "p")]).status == 200)
            registry.heal()
            registry.add(FaultRule(.any, [.status(500)], beforeAuthorization: true))
            #expect(await client.send("/v2/").status == 500)
        }
    }

    private func authorization(_ user: String, _ password: String) -> String {
        "Authorization: Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }

    private func token(in reply: RawClient.Reply) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        return try #require(object?["access_token"] as? String)
    }
}
