import Foundation
import OCI
import Record
import Support
import Testing

@testable import Registry

/// Token servers that redirect or ask for a delay.
@Suite(.timeLimit(.minutes(10))) struct TokenServerTests {
    /// A registry whose token server redirects, and another server.
    private struct Bench: Sendable {
        let registry: ScriptedRegistry
        let other: ScriptedRegistry
        let digest: Digest
        let client: RegistryClient

        func ask() async throws -> Observation {
            try await client.blob(digest, size: 3, of: repository("app"), from: backend(registry))
        }
    }

    private func bench(_ body: (Bench) async throws -> Void) async throws {
        try await ScriptedRegistry.run { registry in
            try await ScriptedRegistry.run { other in
                let digest = try registry.addBlob([1, 2, 3], to: "app")
                var realm = TokenRealm()
                realm.user = "u"
                realm.password = "hunter2"
                registry.access = .bearer(realm)
                try await body(
                    Bench(registry: registry, other: other, digest: digest, client: client(credentials("u", "hunter2")))
                )
            }
        }
    }

    @Test func aRedirectOnTheSameHostKeepsTheCredentials() async throws {
        try await bench { bench in
            bench.registry.on(.token, .only(1), .redirect(to: "/token?again=1&scope=repository:app:pull"))
            let seen1 = try await bench.ask()
            #expect(seen1.facts?.received == 3)
            // The form is sent again, and the GET that follows, because this server takes no forms, has the credentials.
            let asked = bench.registry.requests(.token)
            #expect(asked.map(\.method) == ["POST", "POST", "GET"])
            #expect(asked.prefix(2).allSatisfy { $0.form("password") == ["hunter2"] })
            #expect(asked.last?.header("Authorization")?.hasPrefix("Basic ") == true)
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func aRedirectToAnotherHostDropsTheCredentials(status: Int) async throws {
        try await bench { bench in
            // Another port of the same host would get them, as in Go.
            let elsewhere = bench.other.url.replacing("127.0.0.1", with: "localhost")
            bench.registry.on(.token, .redirect(to: "\(elsewhere)/grant?code=1", status: status))
            bench.other.on(
                .any, .status(200, headers: [], body: #"{"token":"from-elsewhere","access_token":"from-elsewhere"}"#))
            let seen2 = try await bench.ask()
            #expect(
                seen2.denial
                    == .refused(
                        status: 401, by: "one", message: ServerText("the newly issued token"),
                        source: "config.json"))
            let asked = try #require(bench.other.requests.first)
            #expect(asked.target == "/grant?code=1")
            #expect(asked.method == "GET")
            #expect(asked.header("Authorization") == nil)
            #expect(asked.header("Accept") == "application/json")
            let sent = bench.registry.requests(.blobs).compactMap { $0.header("Authorization") }
            #expect(sent.contains("Bearer from-elsewhere"))
        }
    }

    @Test func redirectsAreLimited() async throws {
        try await bench { bench in
            let realm = "\(bench.registry.url)/token"
            for hop in 0..<12 {
                bench.other.on(RequestPattern(path: .exactly("/hop/\(hop)")), .redirect(to: "/hop/\(hop + 1)"))
            }
            bench.registry.on(.token, .redirect(to: "\(bench.other.url)/hop/0"))
            let seen3 = try await bench.ask()
            #expect(seen3.denial == .tokenRedirect(realm: realm, fault: .tooMany(limit: 9)))
            #expect(bench.other.requests.count == 9)
            bench.registry.heal()
            bench.registry.on(.token, .redirect(to: "ftp://x.test/token"))
            let fault = RedirectFault.badLocation(location: ServerText("ftp://x.test/token"))
            let seen4 = try await bench.ask()
            #expect(seen4.denial == .tokenRedirect(realm: realm, fault: fault))
        }
    }

    @Test(arguments: [429, 503])
    func retryAfterIsReportedAndHonored(status: Int) async throws {
        try await bench { bench in
            bench.registry.on(
                .token, .only(1), .status(status, headers: [HeaderField("Retry-After", "1")], body: nil))
            let first = try await bench.ask()
            let realm = "\(bench.registry.url)/token"
            #expect(first.denial == .tokenServerBusy(realm: realm, status: status, waitMilliseconds: 1000))
            #expect(first.retryAfter == .seconds(1))
            // No request is sent before that time.
            let second = try await bench.ask()
            let left = try #require(second.retryAfter)
            #expect(left <= .seconds(1) && left > .zero)
            #expect(bench.registry.requests(.token).count == 1)
            try await Task.sleep(for: left)
            let seen5 = try await bench.ask()
            #expect(seen5.facts?.received == 3)
            #expect(bench.registry.requests(.token).map(\.method) == ["POST", "POST", "GET"])
        }
    }

    /// The response to the client's own request did not come from the token server.
    @Test func theRegistrysRetryAfterIsNotTheTokenServers() async throws {
        try await bench { bench in
            bench.registry.on(.token, .status(500))
            let seen = try await bench.ask()
            #expect(seen.retryAfter == nil)
            #expect(
                seen.denial
                    == .tokenServer(
                        realm: "\(bench.registry.url)/token", status: 500, failure: nil,
                        message: ServerText("UNKNOWN: unknown error")))
        }
    }
}
