import OCI
import Support

extension OracleCases {
    /// Rows of the gate's fault table about header fields, redirects, tokens and manifests.
    static let moreAccess: [OracleCase] = moreHeaders + moreRedirects + moreTokens + moreManifests

    private static let largeHead = "no registry sends a head of more than 256 KiB, and the gate keeps heads in memory"

    private static let moreHeaders: [OracleCase] = [
        blob("table 66", "a header field of 2 MiB", "++++", .header("X-Long", String(repeating: "x", count: 2 << 20)))
            .strict(largeHead),
        OracleCase("table 67", "400 header fields of 1000 bytes", "++++") {
            let layer = try $0.image().layers[0]
            let fields = (0..<400).map { Fault.header("X-\($0)", String(repeating: "x", count: 1000)) }
            $0.registry.add(FaultRule(.blob(layer.digest), fields))
        }.strict(largeHead),
        OracleCase("table 68", "2500 header fields", "++++") {
            let layer = try $0.image().layers[0]
            $0.registry.add(FaultRule(.blob(layer.digest), (0..<2500).map { Fault.header("X-\($0)", "x") }))
        }.strict("no registry sends more than 2000 header fields, and the gate keeps them in memory"),
        blob(
            "table 69", "Content-Encoding: gzip, other bytes", "----", .header("Content-Encoding", "gzip"),
            .content(Array(repeating: 6, count: 900))),
        blob(
            "table 70", "a Transfer-Encoding that nobody knows", "----",
            .header("Transfer-Encoding", "chunked, chunked, rot13"), .header("Content-Length", nil)),
    ]

    private static let moreRedirects: [OracleCase] = [
        OracleCase("table 71", "a redirect to itself", "----") {
            let layer = try $0.image().layers[0]
            $0.registry.on(.blob(layer.digest), .redirect(to: "/v2/app/blobs/\(layer.digest)"))
        },
        blob("table 72", "a redirect to what is no URL", "----", .redirect(to: "http://[::")),
        blob("table 73", "a redirect to a file", "----", .redirect(to: "file:///etc/passwd")),
        OracleCase("table 74", "a redirect to wrong bytes", "----") {
            let layer = try $0.image().layers[0]
            try $0.redirect(layer)
            $0.damage(layer, on: $0.storage)
        },
        OracleCase("table 75", "a redirect to a storage that lacks the layer", "----") {
            let layer = try $0.image().layers[0]
            try $0.redirect(layer)
            $0.storage.on(.blobs, .status(404))
        },
        OracleCase("table 76", "a redirect to a URL that has expired", "----") {
            let layer = try $0.image().layers[0]
            try $0.redirect(layer)
            $0.storage.on(.blobs, .status(403))
        },
        OracleCase("table 77", "a redirect to a URL that expires before it is read", "---+") {
            let layer = try $0.image().layers[0]
            try $0.redirect(layer)
            $0.storage.on(.blobs, .only(1), .status(403))
        }.because(Reason.late, .containerd, .criO),
        OracleCase("table 78", "the storage breaks off once and knows no ranges", "++-+") {
            let layer = try $0.image().layers[0]
            try $0.redirect(layer)
            $0.storage.on(.blobs, .only(1), .breakOff(at: 100, .close), .ignoredRange)
            $0.storage.on(.blobs, .ignoredRange)
        }.because(Reason.late, .criO),
    ]

    private static let moreTokens: [OracleCase] = [
        challenged("table 79", "without a challenge", nil),
        challenged("table 80", "with an unknown scheme", "Negotiate, Magic x=1"),
        challenged("table 81", "with a broken challenge", #"Bearer realm="unclosed"#),
        challenged("table 82", "with a realm that is no URL", #"Bearer realm="%zz""#),
        token("table 83", "401", .status(401)), token("table 84", "403", .status(403)),
        token("table 85", "404", .status(404)), token("table 86", "500", .status(500)),
        token("table 87", "a page", .html), token("table 88", "nothing", .emptyBody),
        token("table 89", "a token with a line break", .content(Array(#"{"token":"a\r\nb"}"#.utf8))),
        token("table 90", "an empty token", .content(Array(#"{"token":""}"#.utf8))),
        token("table 91", "another token", .content(Array(#"{"token":"bad","access_token":"bad"}"#.utf8))),
        token("table 92", "a redirect to ftp", .redirect(to: "ftp://elsewhere.test/token")),
        token("table 93", "a redirect to itself", .redirect(to: "/token")),
        token("table 94", "429", .tooManyRequests(retryAfter: "86400")),
        token("table 95", "2 MiB of blanks", .content([UInt8](repeating: 0x20, count: 2 << 20))),
        OracleCase("table 96", "a token is withdrawn once", "++-+") {
            let layer = try $0.image().layers[0]
            $0.registry.access = .bearer(TokenRealm())
            let text = #"Bearer realm="\#($0.registry.url)/token",service="scripted",scope="repository:app:pull""#
            $0.registry.on(
                .blob(layer.digest), .only(1),
                .status(401, headers: [HeaderField("WWW-Authenticate", text)], body: nil))
        }.because(Reason.late, .criO),
    ]

    private static let moreManifests: [OracleCase] = [
        tagged("table 97", "a page in place of the manifest", .html),
        OracleCase("table 101", "HEAD of the tag names a digest of an unknown algorithm", "--+-") {
            try $0.image()
            $0.registry.on($0.tag("HEAD"), .contentDigest("blake3:" + String(repeating: "0", count: 64)))
        },
    ]

    private static func tagged(_ id: String, _ title: String, _ faults: Fault...) -> OracleCase {
        OracleCase(id, title, "----") {
            try $0.image()
            $0.registry.add(FaultRule($0.tag(), faults))
        }
    }

    private static func challenged(_ id: String, _ title: String, _ challenge: String?) -> OracleCase {
        OracleCase(id, "401 for the layer \(title)", "----") {
            let layer = try $0.image().layers[0]
            let fields = challenge.map { [HeaderField("WWW-Authenticate", $0)] } ?? []
            $0.registry.on(.blob(layer.digest), .status(401, headers: fields, body: "{}"))
        }
    }

    private static func token(_ id: String, _ title: String, _ faults: Fault...) -> OracleCase {
        OracleCase(id, "the token server sends \(title)", "----") {
            try $0.image()
            $0.registry.add(FaultRule(.token, faults))
            $0.requireToken()
        }
    }
}
