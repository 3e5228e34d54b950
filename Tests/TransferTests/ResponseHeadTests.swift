import Testing

@testable import Transfer

/// The head after all lines, and the line that completed it.
private func read(_ lines: [String]) -> (head: ResponseHead?, completeAt: Int?) {
    var builder = ResponseHeadBuilder()
    var complete: Int?
    for (index, line) in lines.enumerated() where builder.take(line: line) != nil {
        #expect(complete == nil)
        complete = index
    }
    return (builder.head, complete)
}

@Suite struct ResponseHeadTests {
    @Test func aHead() {
        let (head, at) = read(["HTTP/1.1 200 OK\r\n", "Content-Length: 12\r\n", "ETag: \"x\"\r\n", "\r\n"])
        #expect(at == 3)
        #expect(head?.status == 200)
        #expect(head?.fields.map(\.name) == ["Content-Length", "ETag"])
        #expect(head?["etag"] == "\"x\"")
        #expect(head?.contentLength == 12)
        #expect(head?["Age"] == nil)
    }

    @Test func interimResponsesAreNotTheHead() {
        let (head, at) = read([
            "HTTP/1.1 100 Continue\r\n", "X: interim\r\n", "\r\n", "HTTP/1.1 103 Early Hints\r\n", "Link: a\r\n",
            "\r\n",
            "HTTP/1.1 404 Not Found\r\n", "X: final\r\n", "\r\n",
        ])
        #expect(at == 8)
        #expect(head == ResponseHead(status: 404, fields: [("X", "final")]))
    }

    @Test func trailersAreIgnored() {
        let (head, at) = read(["HTTP/1.1 200 OK\r\n", "A: 1\r\n", "\r\n", "A: 2\r\n", "\r\n"])
        #expect(at == 2)
        #expect(head?.values("a") == ["1"])
    }

    @Test func repeatedFields() {
        let (head, _) = read([
            "HTTP/1.1 401 Unauthorized\r\n", "WWW-Authenticate: Basic\r\n", "www-authenticate: Bearer\r\n", "\r\n",
        ])
        #expect(head?.values("WWW-Authenticate") == ["Basic", "Bearer"])
        #expect(head?["WWW-Authenticate"] == "Basic")
    }

    @Test(arguments: [
        ("A:1\r\n", "1"), ("A: 1\n", "1"), ("A:\t 1 \t\r\n", "1"), ("A: 1 2\r\n", "1 2"), ("A:\r\n", ""),
        ("A:  \r\n", ""), ("A: b:c\r\n", "b:c"), ("A: 1\r", "1"), ("A: \u{2028}x\u{85}\r\n", "\u{2028}x\u{85}"),
    ])
    func oddSpacing(line: String, value: String) {
        let (head, _) = read(["HTTP/1.1 200 OK\r\n", line, "\r\n"])
        #expect(head?["a"] == value)
    }

    @Test(arguments: ["\u{0B}\r\n", "\u{85}\r\n", "\u{2028}\r\n", "no colon\r\n"]) func onlyAnEmptyLineEndsIt(
        line: String
    ) {
        let (head, at) = read(["HTTP/1.1 200 OK\r\n", line, "A: 1\r\n", "\n"])
        #expect(at == 3)
        #expect(head?["A"] == "1")
    }

    @Test(arguments: [
        ("HTTP/1.1 200\r\n", 200), ("HTTP/1.1  204  No\r\n", 204), ("HTTP/2 503 \r\n", 503), ("HTTP/1.0 200 OK\n", 200),
    ])
    func statusLines(line: String, status: Int) {
        #expect(read([line, "\r\n"]).head?.status == status)
    }

    @Test(arguments: [["HTTP/1.1 abc\r\n", "\r\n"], ["A: 1\r\n", "\r\n"], ["HTTP/1.1 200 OK\r\n", "A: 1\r\n"], []])
    func noHead(lines: [String]) { #expect(read(lines).head == nil) }

    @Test(arguments: [("12", Int64(12)), ("abc", nil), ("", nil), ("99999999999999999999", nil), ("1, 1", nil)])
    func declaredLength(text: String, length: Int64?) {
        #expect(ResponseHead(status: 200, fields: [("content-length", text)]).contentLength == length)
    }
}
