import OCI
import Record
import Registry
import Support

@testable import Gate

extension FaultTable {
    /// Redirects (dist, API: no Authorization to another host).
    static let redirects: [FaultRow] = [
        FaultRow(name: "a redirect to itself", verdict: .undecided, code: .accessRedirect, exit: 75, tries: 1) {
            $0.bad.on(.blob($0.layer), .redirect(to: "/v2/app/blobs/\($0.layer)"))
        },
        FaultRow(name: "a redirect loop", verdict: .undecided, code: .accessRedirect, exit: 75, tries: 1) {
            $0.bad.on(.blob($0.layer), .redirect(to: "/elsewhere"))
            $0.bad.on(RequestPattern(path: .exactly("/elsewhere")), .redirect(to: "/v2/app/blobs/\($0.layer)"))
        },
        FaultRow(name: "too many redirects", verdict: .undecided, code: .accessRedirect, exit: 75, tries: 1) { bench in
            bench.bad.on(.blob(bench.layer), .redirect(to: "/hop/0"))
            for hop in 0..<9 {
                bench.bad.on(RequestPattern(path: .exactly("/hop/\(hop)")), .redirect(to: "/hop/\(hop + 1)"))
            }
        },
        .blob(
            "a redirect without a Location", .undecided, .accessRedirect, exit: 75, tries: 1,
            .status(307, headers: [], body: "")),
        .blob("a redirect to ftp", .undecided, .accessRedirect, exit: 75, tries: 1, .redirect(to: "ftp://x.test/blob")),
        .blob(
            "a redirect to a file", .undecided, .accessRedirect, exit: 75, tries: 1, .redirect(to: "file:///etc/passwd")
        ),
        .blob("a redirect to no URL", .undecided, .accessRedirect, exit: 75, tries: 1, .redirect(to: "http://[::")),
        .blob(
            "escape sequences in a Location", .undecided, .accessRedirect, exit: 75, tries: 1,
            .redirect(to: "gopher://\u{1b}[31mx\u{7}/")),
        FaultRow(name: "a redirect to a host that has it", verdict: .verified, code: nil, exit: 0, tries: 1) {
            $0.bad.on(.blob($0.layer), .redirect(to: $0.stored))
        },
        FaultRow(
            name: "a redirect to a host that has not got it", verdict: .refused, code: .absenceBlob, exit: 1, tries: 2
        ) {
            $0.bad.on(.blob($0.layer), .redirect(to: "\($0.storage.url)/nothing?signature=secret"))
        },
        FaultRow(
            name: "a redirect to a host with bad bytes", verdict: .refused, code: .contentDigest, exit: 1, tries: 2
        ) {
            $0.bad.on(.blob($0.layer), .redirect(to: $0.stored))
            $0.storage.on(.blobs, .flipByte(at: 17))
        },
        FaultRow(
            name: "a redirect to a host that asks for a password", verdict: .undecided, code: .accessStorageRefused,
            exit: 75, tries: 3
        ) {
            $0.bad.access = .basic(user: "user", password: "password")
            $0.bad.on(.blob($0.layer), .redirect(to: $0.stored))
            $0.storage.access = .basic(user: "user", password: "password")
        }.changing {
            $0.credential = login
            $0.inspect = withoutAuthorization
        },
        FaultRow(
            name: "a redirect to a URL that has expired", verdict: .undecided, code: .accessStorageRefused, exit: 75,
            tries: 3
        ) {
            $0.bad.on(.blob($0.layer), .redirect(to: $0.stored + "?signature=expired"))
            $0.storage.on(
                .blobs, .status(403, headers: [], body: "<Error>Request has expired: signature=expired</Error>"))
        },
        FaultRow(
            name: "a redirect to a URL that expires before it is read", verdict: .verified, code: nil, exit: 0, tries: 2
        ) {
            newSignature($0)
            $0.storage.on(.blobs, .only(1), .status(403))
        }.changing { $0.inspect = twoSignatures },
        FaultRow(
            name: "a redirect to a URL that expires in the middle", verdict: .verified, code: nil, exit: 0, tries: 2
        ) {
            newSignature($0)
            $0.storage.on(.blobs, .only(1), .breakOff(at: 100, .close))
        }.changing { $0.inspect = twoSignatures },
        FaultRow(
            name: "a redirect with a password to a host that has it", verdict: .verified, code: nil, exit: 0, tries: 1
        ) {
            $0.bad.access = .basic(user: "user", password: "password")
            $0.bad.on(.blob($0.layer), .redirect(to: $0.stored))
        }.changing {
            $0.credential = login
            $0.inspect = withoutAuthorization
        },
    ]

    private static let login = Credential(user: "user", password: Secret("password"))

    /// The registry signs a new URL for every request.
    private static func newSignature(_ bench: FaultBench) {
        for turn in 1...3 {
            bench.bad.on(.blob(bench.layer), .only(turn), .redirect(to: bench.stored + "?signature=number-\(turn)"))
        }
    }

    private static let twoSignatures: @Sendable (FaultBench) throws -> [String] = { bench in
        let asked = bench.storage.requests.map { $0.query("signature").joined() }
        return asked == ["number-1", "number-2"] ? [] : ["the storage got requests for \(asked)"]
    }

    private static let withoutAuthorization: @Sendable (FaultBench) throws -> [String] = { bench in
        (bench.storage.requests.isEmpty ? ["the storage was not asked"] : [])
            + bench.storage.requests.filter { $0.header("Authorization") != nil }.map {
                "\($0.target) was sent credentials"
            }
    }

    /// Challenges and tokens.
    static let credentials: [FaultRow] = [
        .blob("401 without a challenge", .undecided, .accessCredentials, exit: 77, tries: 1, .status(401)),
        .blob(
            "401 with an unknown scheme", .undecided, .accessCredentials, exit: 77, tries: 1,
            .status(401, headers: [HeaderField("WWW-Authenticate", "Negotiate\u{1b}[31m, Magic x=1")], body: nil)),
        .blob(
            "401 with a broken challenge", .undecided, .accessCredentials, exit: 77, tries: 1,
            .status(401, headers: [HeaderField("WWW-Authenticate", "Bearer realm=\"unclosed")], body: nil)),
        .blob(
            "401 with a realm that is no URL", .undecided, .accessCredentials, exit: 77, tries: 1,
            .status(401, headers: [HeaderField("WWW-Authenticate", "Bearer realm=\"\u{1b}[31m\"")], body: nil)),
        FaultRow(
            name: "a password is asked for and none is known", verdict: .undecided, code: .accessCredentials, exit: 77,
            tries: 1
        ) {
            $0.bad.access = .basic(user: "user", password: "password")
        },
        FaultRow(name: "a password that is refused", verdict: .undecided, code: .accessCredentials, exit: 77, tries: 1)
        {
            $0.bad.access = .basic(user: "user", password: "another")
        }.changing { $0.credential = login },
        token("a good token", .verified, nil, exit: 0, tries: 1),
        token("a token that was withdrawn once", .verified, nil, exit: 0, tries: 1) { bench in
            bench.bad.add(
                FaultRule(
                    .blob(bench.layer), turns: .only(1),
                    [.status(401, headers: [HeaderField("WWW-Authenticate", challenge(of: bench))], body: nil)]))
        },
        token("a token that is refused", .undecided, .accessCredentials, exit: 77, tries: 1) {
            var realm = TokenRealm()
            realm.lifetime = .zero
            realm.declaredLifetime = 300
            $0.bad.access = .bearer(realm)
        },
        token("a token server that refuses", .undecided, .accessCredentials, exit: 77, tries: 1, .status(401)),
        token("a token server that forbids", .undecided, .accessCredentials, exit: 77, tries: 1, .status(403)),
        token("a token server that is broken", .undecided, .accessTokenServer, exit: 75, tries: 3, .status(500)),
        token("a token server that is not there", .undecided, .accessTokenServer, exit: 75, tries: 3, .status(404)),
        token("a token server that answers with a page", .undecided, .accessTokenServer, exit: 75, tries: 3, .html),
        token(
            "a token server that answers with nothing", .undecided, .accessTokenServer, exit: 75, tries: 3, .emptyBody),
        token(
            "a token that is no token", .undecided, .accessTokenServer, exit: 75, tries: 3,
            .content(Array(#"{"token":"a\r\nb"}"#.utf8))),
        token(
            "a token that is empty", .undecided, .accessTokenServer, exit: 75, tries: 3,
            .content(Array(#"{"token":""}"#.utf8))),
        token("a token server that resets", .undecided, .accessTokenServer, exit: 75, tries: 3, .noReply(.reset)),
        token("a token server that says nothing", .undecided, .accessTokenServer, exit: 75, tries: 3, .noReply(.stall))
            .changing { $0.stall = .milliseconds(500) },
        token(
            "a token server that redirects to what is no web address", .undecided, .accessTokenServer, exit: 75,
            tries: 3,
            .redirect(to: "ftp://elsewhere.test/token")),
        token(
            "a token server that redirects in a circle", .undecided, .accessTokenServer, exit: 75, tries: 3,
            .redirect(to: "/token")),
        token(
            "a token server that asks to wait for ever", .undecided, .accessTokenServer, exit: 75, tries: 1,
            .tooManyRequests(retryAfter: "86400")),
        token("a token server that is slow", .verified, nil, exit: 0, tries: 1, .delay(.milliseconds(300))),
        token(
            "a token server that answers with a huge text", .undecided, .accessTokenServer, exit: 75, tries: 3,
            .content([UInt8](repeating: 0x20, count: 2 << 20))),
    ]

    private static func challenge(of bench: FaultBench) -> String {
        "Bearer realm=\"\(bench.bad.url)/token\",service=\"scripted\",scope=\"repository:app:pull\""
    }

    private static func token(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int, _ faults: Fault...
    ) -> FaultRow {
        token(name, verdict, code, exit: exit, tries: tries) {
            $0.bad.add(FaultRule(.token, faults, beforeAuthorization: true))
        }
    }

    private static func token(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int,
        _ arrange: @escaping @Sendable (FaultBench) -> Void
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: tries) { bench in
            bench.bad.access = .bearer(TokenRealm())
            arrange(bench)
        }
    }
}
