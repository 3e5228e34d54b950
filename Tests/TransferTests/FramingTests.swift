import Support
import Testing

@testable import Transfer

/// Framing that Go's `net/http` refuses, and so does every client that pulls images.
@Suite(.timeLimit(.minutes(10))) struct FramingTests {
    private static func violation(_ lines: [String]) -> String? {
        var builder = ResponseHeadBuilder()
        for line in lines + [""] { _ = builder.take(line: line + "\r\n") }
        return builder.violation
    }

    @Test(arguments: [
        ["Content-Length: 12"], ["Content-Length: 12", "content-length: 12"], ["Content-Length:\t 0012 "],
        ["Content-Length: 9223372036854775807"], ["Transfer-Encoding: chunked"], ["Transfer-Encoding: CHUNKED"],
        // Chunks make any length irrelevant.
        ["Transfer-Encoding: chunked", "Content-Length: +5"], ["Transfer-Encoding: chunked", "Trailer: X-Checksum"],
        ["Trailer: Content-Length", "Content-Length: 5"], ["Name with blanks : x"], ["X: 1", " folded: 2", "\tfolded"],
        [],
    ])
    func accepted(fields: [String]) {
        #expect(Self.violation(["HTTP/1.1 200 OK"] + fields) == nil)
        #expect(Self.violation(["HTTP/1.1 100 Continue", "Content-Length: x", "", "HTTP/1.1 200 OK"] + fields) == nil)
    }

    @Test(arguments: [
        ["Content-Length:"], ["Content-Length: +5"], ["Content-Length: -5"], ["Content-Length: 5x"],
        ["Content-Length: 5, 5"], ["Content-Length: 0x5"], ["Content-Length: 9223372036854775808"],
        ["Content-Length: 5", "Content-Length: 6"], ["Content-Length: 5", "Content-Length: 05"],
        ["Transfer-Encoding: identity"], ["Transfer-Encoding: gzip, chunked"], ["Transfer-Encoding:"],
        ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], [": no name"], ["no colon"], ["N\u{e4}me: x"],
        ["Name(x): y"], ["Transfer-Encoding: chunked", "Trailer: X, Content-Length"],
        ["Transfer-Encoding: chunked", "Trailer: TRANSFER-ENCODING"],
    ])
    func refused(fields: [String]) {
        #expect(Self.violation(["HTTP/1.1 200 OK"] + fields) != nil)
        #expect(Self.violation(["HTTP/1.1 404 Not Found", "A: b"] + fields) != nil)
    }

    @Test func versions() {
        #expect(Self.violation(["HTTP/1.0 200 OK", "Content-Length: 5"]) == nil)
        #expect(Self.violation(["HTTP/1.0 200 OK", "Transfer-Encoding: chunked"]) != nil)
        #expect(Self.violation(["HTTP/1.2 200 OK"]) == nil && Self.violation(["HTTP/2.0 200 OK"]) == nil)
        #expect(Self.violation(["HTTP/1 200 OK"]) != nil && Self.violation(["HTTP/11 200 OK"]) != nil)
        // HTTP/2 has its own framing.
        #expect(Self.violation(["HTTP/2 200", "transfer-encoding: identity", "content-length: +5"]) == nil)
    }

    /// The fault of a chunked body, however it is cut into pieces.
    private static func fault(_ body: String) -> String? {
        let bytes = Array(body.utf8)
        var found: Set<String?> = []
        for size in [1, 2, 3, 7, max(1, bytes.count)] {
            var rules = ChunkRules()
            var fault: String?
            for start in stride(from: 0, to: bytes.count, by: size) where fault == nil {
                fault = bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { rules.take($0) }
            }
            found.insert(fault)
        }
        #expect(found.count == 1, "\(body): \(found)")
        return found.first ?? nil
    }

    @Test(arguments: [
        "5\r\nhello\r\n0\r\n\r\n", "005\r\nhello\r\n0\r\nX: y\n\n", "5;name=\"v\"\r\nhello\r\n0\r\n\r\n",
        "5 \t\r\nhello\r\n",
        "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\ntrailing", "", "2\r\n\r\n\r\n0\r\n\r\n",
    ])
    func acceptedChunks(body: String) { #expect(Self.fault(body) == nil) }

    @Test(arguments: [
        "5\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r\n0\n\n", "5\r\r\nhello\r\n", "\r\nhello\r\n",
        "x\r\n",
        "+5\r\nhello\r\n", "-1\r\n", " 5\r\nhello\r\n", "5\r\nhello!\r\n", "11111111111111111\r\n", ";x\r\n",
        String(repeating: "5", count: 5000),
    ])
    func refusedChunks(body: String) { #expect(Self.fault(body) != nil) }

    @Test func farMoreFramingThanContent() {
        let padding = String(repeating: "x", count: 4000)
        #expect(Self.fault(String(repeating: "1;\(padding)\r\nx\r\n", count: 4)) == nil)
        #expect(Self.fault(String(repeating: "1;\(padding)\r\nx\r\n", count: 6)) != nil)
        #expect(Self.fault(String(repeating: "1\r\nx\r\n", count: 20_000)) == nil)
    }

    @Test(
        "what libcurl lets pass ends a transfer",
        arguments: [
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", nil),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n",
                TransferFailure.Kind.protocolViolation
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\n\n", .protocolViolation),
            ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", .protocolViolation),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhello", .protocolViolation),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", nil),
            ("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", .protocolViolation),
        ] as [(String, TransferFailure.Kind?)])
    func transfers(reply: String, kind: TransferFailure.Kind?) async throws {
        let server = try RawServer(reply)
        var request = TransferRequest(url: "http://127.0.0.1:\(server.port)/")
        request.limits = TransferLimits(connect: .seconds(5), stall: .seconds(5))
        let (result, sink) = try await engine().perform(request, into: KeepingSink())
        #expect(result.failure?.kind == kind, "\(result)")
        if kind == nil { #expect(sink.bytes == Array("hello".utf8)) }
    }
}
