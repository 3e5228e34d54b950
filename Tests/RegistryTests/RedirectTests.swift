import Foundation
import OCI
import Record
import Testing
import Transfer

@testable import Registry

private func state(_ text: String = "https://registry.test/v2/a/blobs/x") throws -> RedirectState {
    RedirectState(try #require(URL(string: text)))
}

extension RedirectState {
    /// Follows a response that has only a location, sent by the current host.
    fileprivate mutating func follow(
        _ location: String?, from remote: TransferRequest.Endpoint? = nil
    ) throws(RedirectFault) {
        try follow(
            TransferResult(
                head: ResponseHead(status: 307, fields: location.map { [("location", $0)] } ?? []), ending: .complete,
                bodyBytes: 0, connection: ConnectionFacts(remote: remote)))
    }
}

@Suite struct RedirectTests {
    @Test(arguments: [
        ("https://storage.test/x?sig=1", "https://storage.test/x?sig=1", false),
        ("https://registry.test/other", "https://registry.test/other", true),
        ("https://REGISTRY.test:443/other", "https://REGISTRY.test:443/other", true),
        ("https://registry.test:444/other", "https://registry.test:444/other", false),
        ("/root", "https://registry.test/root", true), ("y?z", "https://registry.test/v2/a/blobs/y?z", true),
        ("//storage.test/x", "https://storage.test/x", false), ("../up", "https://registry.test/v2/a/up", true),
        ("HTTPS://storage.test/x", "https://storage.test/x", false),
        ("https://registry.test@evil.test/x", "https://registry.test@evil.test/x", false),
        ("https://registry.test.evil.test/", "https://registry.test.evil.test/", false),
    ])
    func followed(location: String, url: String, atOrigin: Bool) throws {
        var state = try state()
        #expect(state.atOrigin)
        try state.follow(location)
        #expect(state.url.absoluteString == url)
        #expect(state.atOrigin == atOrigin)
        #expect(state.followed.count == 1)
    }

    @Test(
        "dist API: redirects are followed, and credentials stay at home",
        arguments: [
            (nil, RedirectFault.noLocation), ("", .noLocation),
            ("ftp://a.test/x", .badLocation(location: ServerText("ftp://a.test/x"))),
            ("file:///etc/passwd", .badLocation(location: ServerText("file:///etc/passwd"))),
            ("javascript:alert(1)", .badLocation(location: ServerText("javascript:alert(1)"))),
            ("https://a.test/100%/x", .malformedLocation(location: ServerText("https://a.test/100%25/x"))),
            ("/a%zz", .malformedLocation(location: ServerText("/a%25zz"))),
            ("https://a.test/x?name=a b", .malformedLocation(location: ServerText("https://a.test/x?..."))),
            ("https://a.test/x\u{1}", .malformedLocation(location: ServerText("https://a.test/x%01"))),
            ("https:x", .malformedLocation(location: ServerText("https:x"))),
            ("http://2130706433:5000/x?sig=1", .numericName(url: "http://2130706433:5000/x?...")),
            ("https://0177.0.0.1/x", .numericName(url: "https://0177.0.0.1/x")),
            ("https://registry.test/v2/a/blobs/x", .loop(url: "https://registry.test/v2/a/blobs/x")),
            ("x", .loop(url: "https://registry.test/v2/a/blobs/x")),
        ] as [(String?, RedirectFault)])
    func refused(location: String?, fault: RedirectFault) throws {
        var state = try state()
        #expect(throws: fault) { try state.follow(location) }
        #expect(state.followed.isEmpty)
        #expect(state.atOrigin)
    }

    @Test func plainHTTPMayStayOrUpgrade() throws {
        var state = try state("http://127.0.0.1:5000/a")
        try state.follow("http://127.0.0.1:5001/b")
        #expect(!state.atOrigin)
        try state.follow("https://127.0.0.1:5000/c")
        #expect(!state.atOrigin)
        #expect(!state.leftTLS)
        try state.follow("http://127.0.0.1/d")
        #expect(state.leftTLS)
    }

    /// Nodes follow it. The registry's credentials are not sent in clear text, though.
    @Test(arguments: ["http://registry.test/x", "http://storage.test/x"])
    func fromHTTPSToHTTP(location: String) throws {
        var state = try state()
        try state.follow(location)
        #expect(state.leftTLS && !state.keepsAuthorization && state.asked == location)
    }

    @Test(
        "credentials go to the same host and its subdomains, and back to the registry",
        arguments: [
            (["https://registry.test:444/x"], true), (["https://a.registry.test/x"], true),
            (["https://REGISTRY.test:8443/x", "https://registry.test:8444/y"], true),
            (["https://registry.test.evil.test/x"], false), (["https://xregistry.test/x"], false),
            (["https://other.test/x"], false), (["https://other.test/x", "https://registry.test:444/x"], false),
            (["https://other.test/x", "https://registry.test/again"], true),
        ])
    func keptCredentials(locations: [String], isKept: Bool) throws {
        var state = try state()
        #expect(state.keepsAuthorization)
        for location in locations { try state.follow(location) }
        #expect(state.keepsAuthorization == isKept)
    }

    /// What nodes were seen to request for these locations.
    @Test(arguments: [
        ("/b/a%2Fb/data?X=AK%2F2025%2Fs3&sig=a%2Bb%3D", "/b/a%2Fb/data?X=AK%2F2025%2Fs3&sig=a%2Bb%3D"),
        ("/b/plain+plus/data?sig=a+b/c==", "/b/plain+plus/data?sig=a+b/c=="),
        ("/b?filename=a|b&scope=[x]&sig={1}", "/b?filename=a|b&scope=[x]&sig={1}"),
        ("/b/x//data/../data?sig=2", "/b/x//data?sig=2"), ("/b/%7Euser/~tilde?sig=%7e", "/b/%7Euser/~tilde?sig=%7e"),
        ("/b/café/data?sig=3", "/b/caf%C3%A9/data?sig=3"), ("/b/a b/c%2Fd", "/b/a%20b/c/d"),
        ("/b?sig=café", "/b?sig=café"), ("/b?sig=5%&x=%zz", "/b?sig=5%&x=%zz"), ("/b/x?sig=4#frag", "/b/x?sig=4"),
        ("/b/{x}|y", "/b/%7Bx%7D%7Cy"), ("/b/(x)'[y]!", "/b/(x)'[y]!"), ("../../up", "/v2/up"),
        ("?only=query", "/v2/a/blobs/x?only=query"),
        ("/../../top/.", "/top/"), ("/b?", "/b?"),
    ])
    func sentTargets(location: String, target: String) throws {
        for place in ["", "https://storage.test"] where place.isEmpty || location.hasPrefix("/") {
            var state = try state()
            try state.follow(place + location)
            #expect(state.asked == (place.isEmpty ? "https://registry.test" : place) + target)
        }
    }

    @Test("dist API: redirects are followed, and credentials stay at home") func nineAreFollowed() throws {
        var state = try state()
        for number in 1...9 { try state.follow("/\(number)") }
        #expect(throws: RedirectFault.tooMany(limit: 9)) { try state.follow("/10") }
        #expect(state.url.path == "/9")
    }

    @Test(
        "dist API: a public server does not lead into a private network",
        arguments: [
            ("8.8.8.8", "https://10.0.0.1/x", true), ("8.8.8.8", "https://127.0.0.1:5000/x", true),
            ("8.8.8.8", "https://169.254.169.254/latest", true), ("8.8.8.8", "https://172.31.0.1/", true),
            ("8.8.8.8", "https://192.168.1.1/", true), ("8.8.8.8", "https://100.64.0.1/", true),
            ("2001:db8::1", "https://[::1]/", true), ("2001:db8::1", "https://[fd00::1]/", true),
            ("2001:db8::1", "https://[fe80::1]/", true), ("2001:db8::1", "https://[::ffff:10.0.0.1]/", true),
            ("8.8.8.8", "https://2130706433/", true), ("8.8.8.8", "https://0x7f000001/", true),
            ("8.8.8.8", "https://0x7f.1/", true), ("8.8.8.8", "https://127.1/", true),
            ("8.8.8.8", "https://0177.0.0.1/", true), ("8.8.8.8", "https://0/", true),
            ("8.8.8.8", "https://012.1/", true), ("8.8.8.8", "https://167772161/", true),
            ("8.8.8.8", "https://localhost/", true), ("8.8.8.8", "https://a.LOCALHOST/", true),
            ("8.8.8.8", "https://[64:ff9b::10.0.0.1]/", true), ("8.8.8.8", "https://[64:ff9b:1::1]/", true),
            ("8.8.8.8", "https://[2002:7f00:1::]/", true), ("8.8.8.8", "https://[::127.0.0.1]/", true),
            ("8.8.8.8", "https://[fec0::1]/", true), ("8.8.8.8", "https://[64:ff9b::8.8.4.4]/", false),
            ("8.8.8.8", "https://localhost.test/", false),
            ("8.8.8.8", "https://9.9.9.9/x", false), ("8.8.8.8", "https://172.32.0.1/", false),
            ("8.8.8.8", "https://storage.test/x", false), ("8.8.8.8", "https://[2001:db8::2]/", false),
            ("10.0.0.1", "https://10.0.0.2/x", false), ("127.0.0.1", "https://127.0.0.1/x", false),
        ])
    func noRedirectsIntoPrivateNetworks(remote: String, location: String, refused: Bool) throws {
        var state = RedirectState(try #require(URL(string: "https://registry.test/v2/a/blobs/b")))
        let from = TransferRequest.Endpoint(host: remote, port: 443)
        if refused {
            #expect(throws: RedirectFault.privateAddress(url: location)) { try state.follow(location, from: from) }
        } else {
            try state.follow(location, from: from)
        }
    }

    @Test("a name is decided by the address that it resolves to, for a public server alone")
    func addressesOfNames() throws {
        var (state, inside) = (try state(), try state())
        try state.follow("https://storage.test/x", from: TransferRequest.Endpoint(host: "8.8.8.8", port: 443))
        var request = TransferRequest(url: state.url.absoluteString)
        state.restrict(&request)
        let mayReach = try #require(request.mayReach)
        #expect(mayReach("8.8.4.4") && mayReach("2001:db8::2"))
        #expect(!mayReach("127.0.0.1") && !mayReach("10.1.2.3") && !mayReach("::ffff:192.168.0.1") && !mayReach("?"))
        let failure = TransferFailure(kind: .connect, message: "no")
        func result(_ barred: String?) -> TransferResult {
            TransferResult(
                head: nil, ending: .failed(failure), bodyBytes: 0, connection: ConnectionFacts(barred: barred))
        }
        #expect(
            state.fault(of: result("10.1.2.3")) == .privateTarget(url: "https://storage.test/x", address: "10.1.2.3"))
        #expect(state.fault(of: result(nil)) == nil)
        try inside.follow("https://storage.test/x", from: TransferRequest.Endpoint(host: "10.0.0.1", port: 443))
        var free = TransferRequest(url: inside.url.absoluteString)
        inside.restrict(&free)
        #expect(free.mayReach == nil)
    }

    @Test("one public server in a chain of redirects is enough") func chains() throws {
        var state = try state()
        try state.follow("https://one.test/", from: TransferRequest.Endpoint(host: "8.8.8.8", port: 443))
        // The address of a proxy says nothing about the server behind it.
        try state.follow("https://two.test/", from: TransferRequest.Endpoint(host: "10.0.0.1", port: 3128))
        #expect(state.isFromPublicServer)
        let remote = TransferRequest.Endpoint(host: "10.0.0.1", port: 3128)
        #expect(throws: RedirectFault.privateAddress(url: "https://127.0.0.1/")) {
            try state.follow("https://127.0.0.1/", from: remote)
        }
    }

    @Test func aLoop() throws {
        var state = try state()
        try state.follow("/1")
        try state.follow("/2")
        #expect(throws: RedirectFault.loop(url: "https://registry.test/1")) { try state.follow("/1") }
    }

    @Test func returningToTheOriginRestoresTrust() throws {
        var state = try state()
        try state.follow("https://elsewhere.test/")
        try state.follow("https://registry.test/again")
        #expect(state.atOrigin)
    }

    @Test(arguments: [
        ("https://user:password@a.test:8443/b?X-Amz-Signature=secret#part", "https://a.test:8443/b?..."),
        ("https://a.test/b", "https://a.test/b"), ("https://user@a.test/", "https://a.test/"),
        ("https://a.test/?", "https://a.test/?..."),
    ])
    func redaction(url: String, shown: String) throws {
        #expect(RedirectState.redacted(try #require(URL(string: url))) == shown)
    }

    @Test func longURLsAreTruncated() throws {
        let url = try #require(URL(string: "https://a.test/" + String(repeating: "x", count: 5000)))
        #expect(RedirectState.redacted(url).count == 403)
    }
}
