import OCI
import Record
import Support

@testable import Gate

/// The fault table: every way in which a registry can fail, and the result of the gate.
///
/// A layer has 5000 bytes. Transient access faults are tried three times (stalls twice); content faults and absence are read
/// twice.
enum FaultTable {
    static let rows: [FaultRow] = [
        content, lengths, transfers, hangs, statuses, headers, redirects, credentials, manifests, descriptors, indexes,
        heads, certificates, handshakes, clientCertificates, securedTransfers, securedRedirects,
        referrers,
    ].flatMap { $0 }

    /// Wrong bytes, even with right headers (dist, Pulling blobs; img, Verification).
    static let content: [FaultRow] = [
        .blob("a byte flipped at the start", .refused, .contentDigest, exit: 1, tries: 2, .flipByte(at: 0)),
        .blob("a byte flipped in the middle", .refused, .contentDigest, exit: 1, tries: 2, .flipByte(at: 2500)),
        .blob("the last byte flipped", .refused, .contentDigest, exit: 1, tries: 2, .flipByte(at: 4999)),
        .once("a byte flipped, then good", .refused, .contentFlapping, exit: 1, tries: 2, .flipByte(at: 9)),
        .blob("a run of zeros", .refused, .contentDigest, exit: 1, tries: 2, .zeroRun(at: 1000, count: 512)),
        .blob("zeros to the end", .refused, .contentDigest, exit: 1, tries: 2, .zeroRun(at: 1000, count: 4000)),
        .blob("all zeros", .refused, .contentDigest, exit: 1, tries: 2, .zeroRun(at: 0, count: 5000)),
        .blob("wrong everywhere", .refused, .contentDigest, exit: 1, tries: 2, .wrongBytes),
        .blob("another blob of the same length", .refused, .contentDigest, exit: 1, tries: 2, .content(bytes(3))),
        .blob("another layer of the image", .refused, .contentSize, exit: 1, tries: 2, .content(bytes(2, count: 4000))),
        .blob("doubled", .refused, .contentTrailing, exit: 1, tries: 2, .extended(by: bytes(1))),
        .blob("one byte appended", .refused, .contentTrailing, exit: 1, tries: 2, .extended(by: [0])),
        .blob("4 KiB appended", .refused, .contentTrailing, exit: 1, tries: 2, .extended(by: bytes(4, count: 4096))),
        .blob(
            "flipped and appended", .refused, .contentSize, exit: 1, tries: 2, .flipByte(at: 1), .extended(by: [1])),
        .blob("cut, the length agrees", .refused, .contentSize, exit: 1, tries: 2, .truncated(to: 2500)),
        .blob("the last byte missing", .refused, .contentSize, exit: 1, tries: 2, .truncated(to: 4999)),
        .blob("cut, sent in chunks", .refused, .contentSize, exit: 1, tries: 2, .truncated(to: 2500), .chunked),
        .blob(
            "cut, without a length", .undecided, .accessTruncated, exit: 75, tries: 3, .truncated(to: 2500), .untilClose
        ),
        .blob(
            "wrong bytes of the right size, without a length", .refused, .contentDigest, exit: 1, tries: 2, .wrongBytes,
            .untilClose),
        .blob("a page for people", .refused, .contentSize, exit: 1, tries: 2, .html),
        .blob("an empty body", .refused, .contentSize, exit: 1, tries: 2, .emptyBody),
        .blob(
            "an endless body", .refused, .contentTrailing, exit: 1, tries: 2,
            .extended(by: [UInt8](repeating: 7, count: 6 << 20)), .chunked),
        .blob(
            "an endless body of other bytes", .refused, .contentSize, exit: 1, tries: 2, .wrongBytes,
            .extended(by: [UInt8](repeating: 7, count: 6 << 20)), .untilClose),
        .once("cut once, the length agrees", .refused, .contentFlapping, exit: 1, tries: 2, .truncated(to: 2500)),
        .once("a page for people once", .refused, .contentFlapping, exit: 1, tries: 2, .html),
        FaultRow(name: "flipped, then stalled", verdict: .refused, code: .contentDigest, exit: 1, tries: 3) { bench in
            bench.bad.on(.blob(bench.layer), .only(1), .flipByte(at: 3))
            bench.bad.on(.blob(bench.layer), .from(2), .noReply(.stall))
        }.changing { $0.stall = .milliseconds(500) },
        FaultRow(name: "flipped in the configuration", verdict: .refused, code: .contentDigest, exit: 1, tries: 2) {
            $0.bad.on(.blob($0.image.config.digest), .flipByte(at: 1))
        },
    ]

    /// Wrong lengths.
    static let lengths: [FaultRow] = [
        .blob("the length too long", .refused, .contentSize, exit: 1, tries: 2, .declaredLength(adding: 1)),
        .blob(
            "the length far too long", .refused, .contentSize, exit: 1, tries: 2,
            .declaredLength(adding: 1 << 40)),
        .blob("the length too short", .refused, .contentSize, exit: 1, tries: 2, .declaredLength(adding: -1)),
        .blob("the length 0", .refused, .contentSize, exit: 1, tries: 2, .declaredLength(adding: -5000)),
        .once("the length too long once", .refused, .contentFlapping, exit: 1, tries: 2, .declaredLength(adding: 9)),
        .blob(
            "the length negative", .undecided, .accessProtocol, exit: 75, tries: 3, .header("Content-Length", "-1")),
        .blob(
            "the length no number", .undecided, .accessProtocol, exit: 75, tries: 3, .header("Content-Length", "many")),
        .blob("good bytes in chunks", .verified, nil, exit: 0, tries: 1, .chunked),
        .blob("good bytes without a length", .verified, nil, exit: 0, tries: 1, .untilClose),
        .blob("bytes after the end of the reply", .verified, nil, exit: 0, tries: 1, .trailing(Array("more".utf8)))
            .changing { $0.triesVary = true },
    ]

    /// Transfers that break or hang: access faults. Only a body that ends just before its end on every read is a content fault.
    static let transfers: [FaultRow] = [
        .blob("closed at byte 0", .undecided, .accessTruncated, exit: 75, tries: 3, .breakOff(at: 0, .close)),
        .blob(
            "closed in the middle", .undecided, .accessTruncated, exit: 75, tries: 3, .breakOff(at: 2500, .close)),
        .blob(
            "closed before the last byte", .refused, .contentCut, exit: 1, tries: 3,
            .breakOff(at: 4999, .close)),
        .blob(
            "closed just before the end, fetched from behind a cache", .undecided, .accessTruncated, exit: 75, tries: 3,
            .breakOff(at: 4000, .close), .cacheStatus("MISS")),
        .blob(
            "closed just before the end", .refused, .contentCut, exit: 1, tries: 3, .breakOff(at: 4000, .close),
            .cacheStatus("HIT")),
        .blob("reset at byte 0", .undecided, .accessReset, exit: 75, tries: 3, .breakOff(at: 0, .reset)),
        .blob("reset in the middle", .undecided, .accessReset, exit: 75, tries: 3, .breakOff(at: 2500, .reset)),
        .blob(
            "reset before the last byte", .undecided, .accessReset, exit: 75, tries: 3, .breakOff(at: 4999, .reset)),
        .blob(
            "chunks that end too soon", .undecided, .accessTruncated, exit: 75, tries: 3, .chunked,
            .breakOff(at: 2500, .close)),
        .once("closed in the middle once", .verified, nil, exit: 0, tries: 2, .breakOff(at: 2500, .close)),
        .once("reset in the middle once", .verified, nil, exit: 0, tries: 2, .breakOff(at: 2500, .reset)),
        .blob("no reply, closed", .undecided, .accessEmptyReply, exit: 75, tries: 3, .noReply(.close)),
        .blob("no reply, reset", .undecided, .accessReset, exit: 75, tries: 3, .noReply(.reset)),
        .once("no reply once, closed", .verified, nil, exit: 0, tries: 2, .noReply(.close)).changing {
            $0.triesVary = true
        },
    ]

    /// Transfers that never end.
    static let hangs: [FaultRow] = hanging.map { $0.changing { $0.stall = .milliseconds(500) } }

    private static let hanging: [FaultRow] = [
        .blob("no reply, open", .undecided, .accessStalled, exit: 75, tries: 2, .noReply(.stall)),
        .blob("stalled at byte 0", .undecided, .accessStalled, exit: 75, tries: 2, .breakOff(at: 0, .stall)),
        .blob("stalled in the middle", .undecided, .accessStalled, exit: 75, tries: 2, .breakOff(at: 2500, .stall)),
        .blob(
            "stalled before the last byte", .undecided, .accessStalled, exit: 75, tries: 2,
            .breakOff(at: 4999, .stall)),
        .blob(
            "dripping", .undecided, .accessSlow, exit: 75, tries: 2,
            .drip(from: 10, bytes: 1, every: .milliseconds(20))),
        .once("stalled in the middle once", .verified, nil, exit: 0, tries: 2, .breakOff(at: 2500, .stall)),
        .tag("no reply to the tag, open", .undecided, .accessStalled, exit: 75, tries: 2, .noReply(.stall)),
    ]

    /// Error statuses (dist, Error Codes).
    static let statuses: [FaultRow] = [
        .blob("204", .undecided, .accessStatus, exit: 75, tries: 1, .status(204, headers: [], body: "")),
        .blob("206 unasked", .undecided, .accessStatus, exit: 75, tries: 1, .status(206, headers: [], body: "part")),
        .blob(
            "206 with a wrong range", .undecided, .accessStatus, exit: 75, tries: 1,
            .status(206, headers: [HeaderField("Content-Range", "bytes 9-3/2")], body: "part")),
        .blob("300", .undecided, .accessStatus, exit: 75, tries: 1, .status(300)),
        .blob("304", .undecided, .accessStatus, exit: 75, tries: 1, .status(304, headers: [], body: "")),
        .blob("305", .undecided, .accessStatus, exit: 75, tries: 1, .status(305)),
        .blob("400", .undecided, .accessStatus, exit: 75, tries: 1, .status(400)),
        .blob("403", .undecided, .accessCredentials, exit: 77, tries: 1, .status(403)),
        .blob("404", .refused, .absenceBlob, exit: 1, tries: 2, .status(404)),
        .once("404, then good", .refused, .absenceBlob, exit: 1, tries: 2, .status(404)),
        .blob("410", .refused, .absenceBlob, exit: 1, tries: 2, .status(410)),
        .blob("416", .undecided, .accessStatus, exit: 75, tries: 1, .status(416)),
        .blob("418", .undecided, .accessStatus, exit: 75, tries: 1, .status(418)),
        .once("429 once", .verified, nil, exit: 0, tries: 2, .status(429)),
        .once("429 once, Retry-After 1", .verified, nil, exit: 0, tries: 2, .tooManyRequests(retryAfter: "1")),
        .blob("429 always", .undecided, .accessRateLimited, exit: 75, tries: 3, .status(429)),
        .blob(
            "429 with a huge Retry-After", .undecided, .accessRateLimited, exit: 75, tries: 1,
            .tooManyRequests(retryAfter: "99999999999")),
        .blob(
            "429 with a Retry-After that is none", .undecided, .accessRateLimited, exit: 75, tries: 3,
            .tooManyRequests(retryAfter: "soon")),
        .once("500 once", .verified, nil, exit: 0, tries: 2, .status(500)),
        .once("502 once", .verified, nil, exit: 0, tries: 2, .status(502)),
        .once("503 once", .verified, nil, exit: 0, tries: 2, .status(503)),
        .blob("500 always", .undecided, .accessServerError, exit: 75, tries: 3, .status(500)),
        .blob("502 always", .undecided, .accessServerError, exit: 75, tries: 3, .status(502)),
        .blob("503 always", .undecided, .accessServerError, exit: 75, tries: 3, .status(503)),
        .blob("999", .undecided, .accessStatus, exit: 75, tries: 1, .status(999)),
        FaultRow(name: "404 for the tag", verdict: .refused, code: .absenceManifest, exit: 1, tries: 2) {
            $0.bad.on(RequestPattern(path: .exactly("/v2/app/manifests/v1")), .status(404))
        },
        .digest("404 for the manifest", .refused, .absenceManifest, exit: 1, tries: 2, .status(404)),
        .blob(
            "escape sequences in an error", .undecided, .accessServerError, exit: 75, tries: 3,
            .status(500, headers: [], body: "\u{1b}]0;pwned\u{7}\u{1b}[2J\r\n\u{0}\u{202e}end")),
        .blob(
            "escape sequences in a registry's error", .refused, .absenceBlob, exit: 1, tries: 2,
            .status(
                404, headers: [],
                body: #"{"errors":[{"code":"BLOB\u001b[31mUNKNOWN","message":"\u0007\u0000\u202e gone\nnow"}]}"#)),
        .blob(
            "a long error", .undecided, .accessServerError, exit: 75, tries: 3,
            .status(500, headers: [], body: String(repeating: "no ", count: 100_000))),
    ]

    /// Wrong or hostile header fields (dist, Pulling blobs: Docker-Content-Digest is only a claim of the server).
    static let headers: [FaultRow] = [
        .blob(
            "a wrong Docker-Content-Digest, good bytes", .verified, .contentHeader, exit: 0, tries: 1,
            .contentDigest("sha256:" + String(repeating: "0", count: 64))
        ).changing { $0.reported = true },
        .blob(
            "a wrong Docker-Content-Digest, bad bytes", .refused, .contentDigest, exit: 1, tries: 2,
            .contentDigest("sha256:" + String(repeating: "0", count: 64)), .flipByte(at: 1)),
        .blob(
            "no Docker-Content-Digest", .verified, nil, exit: 0, tries: 1, .header("Docker-Content-Digest", nil)),
        .blob(
            "Content-Encoding: gzip, the bytes as stored", .refused, .contentEncoded, exit: 1, tries: 2,
            .header("Content-Encoding", "gzip")),
        .blob(
            "Content-Encoding: identity, the bytes as stored", .verified, nil, exit: 0, tries: 1,
            .header("Content-Encoding", "identity")),
        .blob(
            "Content-Encoding: gzip, other bytes", .refused, .contentEncoded, exit: 1, tries: 2,
            .header("Content-Encoding", "gzip"), .content(bytes(6, count: 900))),
        .blob(
            "Content-Encoding: aws-chunked, the bytes as stored", .refused, .contentEncoded, exit: 1, tries: 2,
            .header("Content-Encoding", "aws-chunked")),
        .blob(
            "Content-Encoding: br, the bytes as stored", .refused, .contentEncoded, exit: 1, tries: 2,
            .header("Content-Encoding", "br")),
        .blob(
            "Transfer-Encoding: identity", .undecided, .accessProtocol, exit: 75, tries: 3,
            .header("Transfer-Encoding", "identity")),
        .blob(
            "a Content-Length with a plus sign", .undecided, .accessProtocol, exit: 75, tries: 3,
            .header("Content-Length", "+5000")),
        .blob(
            "escape sequences in header fields, good bytes", .verified, nil, exit: 0, tries: 1,
            .cacheStatus("\u{1b}[31mHIT"), .header("Server", "\u{1b}]0;x\u{7}"), .header("Warning", "299 - \"\u{8}\"")),
        .blob(
            "escape sequences in header fields, bad bytes", .refused, .contentDigest, exit: 1, tries: 2,
            .cacheStatus("\u{1b}[31mHIT\u{9}x"), .flipByte(at: 1)),
        .blob(
            "an endless header field", .undecided, .accessHeadLimit, exit: 75, tries: 1,
            .header("X-Endless", String(repeating: "x", count: 2 << 20))),
        FaultRow(name: "endless header fields", verdict: .undecided, code: .accessHeadLimit, exit: 75, tries: 1) {
            bench in
            let fields = (0..<400).map { Fault.header("X-\($0)", String(repeating: "x", count: 1000)) }
            bench.bad.add(FaultRule(.blob(bench.layer), fields))
        },
        FaultRow(name: "far too many header fields", verdict: .undecided, code: .accessHeadLimit, exit: 75, tries: 1) {
            bench in
            bench.bad.add(FaultRule(.blob(bench.layer), (0..<2500).map { Fault.header("X-\($0)", "x") }))
        },
        .blob(
            "a Transfer-Encoding that is not known", .undecided, .accessProtocol, exit: 75, tries: 3,
            .header("Transfer-Encoding", "chunked, chunked, rot13"), .header("Content-Length", nil)),
    ]

    /// Answers to `HEAD` and `GET` that disagree: a HEAD proves nothing (dist, Checking if content exists).
    static let heads: [FaultRow] = [
        .headOfTag(
            "HEAD of the tag names another digest", .refused, .contentHeader, exit: 1, tries: 2,
            .contentDigest("sha256:" + String(repeating: "0", count: 64))),
        .headOfTag(
            "HEAD of the tag with no digest where one should be", .refused, .contentHeader, exit: 1, tries: 2,
            .contentDigest("latest")),
        .headOfTag(
            "HEAD of the tag names a digest of an unknown algorithm", .undecided, .accessAlgorithm, exit: 69, tries: 1,
            .contentDigest("blake3:" + String(repeating: "0", count: 64))),
        .headOfTag(
            "HEAD of the tag without a digest", .verified, nil, exit: 0, tries: 1,
            .header("Docker-Content-Digest", nil)),
        .headOfTag(
            "HEAD of the tag with another length", .refused, .contentHeader, exit: 1, tries: 2,
            .header("Content-Length", "7")),
        .headOfTag("HEAD of the tag 404, GET 200", .refused, .absenceManifest, exit: 1, tries: 2, .status(404)),
        .headOfTag("HEAD of the tag 503, GET 200", .undecided, .accessServerError, exit: 75, tries: 3, .status(503)),
        FaultRow(name: "HEAD 200, GET 404, pulled", verdict: .refused, code: .absenceBlob, exit: 1, tries: 2) {
            $0.bad.on(.blob($0.layer), .status(404))
        },
        FaultRow(name: "HEAD 404, GET 200, pulled", verdict: .verified, code: nil, exit: 0, tries: 1) {
            $0.bad.on(head(of: $0.layer), .status(404))
        },
        FaultRow(name: "HEAD 200, GET 404, at depth presence", verdict: .unproven, code: nil, exit: 0, tries: 1) {
            $0.bad.on(.blob($0.layer), .status(404))
        }.changing { $0.depth = .presence },
        FaultRow(
            name: "HEAD 404, GET 200, at depth presence", verdict: .refused, code: .absenceBlob, exit: 1, tries: 2
        ) {
            $0.bad.on(head(of: $0.layer), .status(404))
        }.changing { $0.depth = .presence },
        FaultRow(
            name: "HEAD with another digest, at depth presence", verdict: .refused, code: .contentHeader, exit: 1,
            tries: 2
        ) {
            $0.bad.on(head(of: $0.layer), .contentDigest("sha256:" + String(repeating: "0", count: 64)))
        }.changing { $0.depth = .presence },
        FaultRow(
            name: "HEAD with another length, at depth presence", verdict: .refused, code: .contentSize, exit: 1,
            tries: 2
        ) {
            $0.bad.on(head(of: $0.layer), .header("Content-Length", "4999"))
        }.changing { $0.depth = .presence },
        FaultRow(
            name: "HEAD 503, at depth presence", verdict: .undecided, code: .accessServerError, exit: 75, tries: 3
        ) {
            $0.bad.on(head(of: $0.layer), .status(503))
        }.changing { $0.depth = .presence },
        FaultRow(
            name: "no blob at all, at depth manifest", verdict: .unproven, code: nil, exit: 0, tries: 1
        ) {
            $0.bad.on(.blobs, .status(404))
        }.changing { $0.depth = .manifest },
    ]

    private static func head(of digest: Digest) -> RequestPattern {
        RequestPattern(method: "HEAD", path: .containing("/blobs/\(digest)"))
    }
}
