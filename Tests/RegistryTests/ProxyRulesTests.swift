import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

/// Proxies by the rules of Go's httpproxy, which nodes follow (golang.org/x/net/http/httpproxy).
@Suite struct ProxyRulesTests {
    private static func rules(_ more: [String: String]) throws -> ProxyRules {
        let proxies = ["HTTPS_PROXY": "http://secure.test:3128", "HTTP_PROXY": "http://plain.test:8080"]
        return try ProxyRules(environment: proxies.merging(more) { $1 })
    }

    private static func isProxied(_ url: String, _ rules: ProxyRules) throws -> Bool {
        rules.proxy(for: try #require(URL(string: url))) != nil
    }

    static let exceptions: [(list: String, direct: [String], proxied: [String])] = [
        (
            "", ["https://localhost/", "https://127.3.4.5:5000/", "https://[::1]/"],
            ["https://a.test/", "http://10.0.0.1/"]
        ),
        ("a.test", ["https://a.test/", "https://x.a.test:5000/", "https://A.TEST/"], ["https://ba.test/"]),
        (".a.test, *.b.test", ["https://x.a.test/", "https://y.x.b.test/"], ["https://a.test/", "https://b.test/"]),
        (
            "a.test:5000", ["https://a.test:5000/", "https://x.a.test:5000/"],
            ["https://a.test/", "https://a.test:5001/"]
        ),
        ("b.test:443", ["https://b.test/"], ["http://b.test/"]),
        (
            "10.0.0.0/8,2001:db8::/32", ["https://10.9.8.7/", "https://[2001:db8::1]/"],
            ["https://11.0.0.1/", "https://a.10/"]
        ),
        ("192.0.2.1:5000", ["https://192.0.2.1:5000/"], ["https://192.0.2.1/", "https://192.0.2.2:5000/"]),
        ("[2001:db8::1]:5000", ["https://[2001:db8::1]:5000/"], ["https://[2001:db8::1]/"]),
        ("x,*", ["https://a.test/", "http://192.0.2.1/"], []),
        // Spaces do not separate entries.
        ("a.test b.test", [], ["https://a.test/", "https://b.test/"]),
    ]

    @Test("NO_PROXY, with ports, networks, suffixes and the star", arguments: exceptions)
    func noProxy(list: String, direct: [String], proxied: [String]) throws {
        let rules = try Self.rules(["NO_PROXY": list])
        for url in direct { #expect(try !Self.isProxied(url, rules), "\(url)") }
        for url in proxied { #expect(try Self.isProxied(url, rules), "\(url)") }
    }

    @Test("upper case wins over lower case; each scheme has its own variable; ALL_PROXY means nothing")
    func variables() throws {
        let both = try Self.rules(["https_proxy": "lower.test:1", "NO_PROXY": "", "no_proxy": "b.test"])
        #expect(both.proxy(scheme: "https", host: "a.test", port: nil)?.description == "http://secure.test:3128")
        #expect(both.proxy(scheme: "http", host: "a.test", port: nil)?.description == "http://plain.test:8080")
        #expect(both.proxy(scheme: "https", host: "b.test", port: nil) == nil)
        let lower = try ProxyRules(environment: ["https_proxy": "lower.test:1", "ALL_PROXY": "all.test:2"])
        #expect(lower.proxy(scheme: "https", host: "a.test", port: nil)?.description == "http://lower.test:1")
        #expect(lower.proxy(scheme: "http", host: "a.test", port: nil) == nil)
        #expect(try ProxyRules(environment: [:]) == ProxyRules())
    }

    @Test(
        "the URL of a proxy, without its password in any text",
        arguments: [
            ("proxy.test", "http://proxy.test:80"), ("proxy.test:3128", "http://proxy.test:3128"),
            ("http://u:hunter2@proxy.test:3128/", "http://proxy.test:3128"),
            ("https://u:hunter2@[2001:db8::1]", "https://[2001:db8::1]:443"),
            ("socks5://s.test", "socks5://s.test:1080"),
        ])
    func servers(text: String, shown: String) throws {
        let server = try #require(ProxyServer(text))
        #expect(server.description == shown)
        #expect(!"\(server)".contains("hunter2"))
    }

    @Test(
        "a variable that names no proxy is an error without its value",
        arguments: ["ftp://p.test", "http://", "p:x", "a b"])
    func unusable(text: String) throws {
        #expect(throws: ProxyVariableError(variable: "HTTPS_PROXY")) {
            try ProxyRules(environment: ["HTTPS_PROXY": text])
        }
        #expect(throws: ProxyVariableError(variable: "http_proxy")) {
            try ProxyRules(environment: ["http_proxy": text])
        }
    }

    @Test("a backend that nobody pinned is requested from the proxy; a pinned one is not")
    func requests() async throws {
        try await ScriptedRegistry.run { registry in
            let content = Array("content".utf8)
            let digest = try registry.addBlob(content, to: "team/app")
            let name = try #require(RegistryName("outside.test"))
            let proxy = "http://\(registry.host):\(registry.port)"
            let rules = try ProxyRules(environment: ["HTTP_PROXY": proxy, "HTTPS_PROXY": proxy])
            let found = try await BackendDiscovery.resolve(name, scheme: .http, reach: Reach(proxies: rules)).backends
            let proxied = try #require(found.first)
            #expect(found.count == 1 && proxied.name == "outside.test:80" && proxied.proxy?.description == proxy)
            _ = try await client().blob(digest, size: 7, of: repository("team/app"), from: proxied)
            let asked = try #require(registry.requests.first)
            #expect(asked.path == "http://outside.test/v2/team/app/blobs/\(digest)")
            #expect(asked.header("Host") == "outside.test")
            // The client's own rules do not concern a pinned backend.
            let own = try RegistryClient(
                engine: #require(TransferEngine(loops: 1)), credentials: .anonymous, userAgent: "blobgate/test",
                proxies: ProxyRules(environment: ["HTTP_PROXY": "http://nowhere.invalid:1"]))
            let pinned = await own.blob(digest, size: 7, of: try repository("team/app"), from: try backend(registry))
            #expect(pinned.facts?.digest == digest)
        }
    }
}
