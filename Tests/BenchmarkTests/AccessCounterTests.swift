import Foundation
import Testing

@testable import blobgate_bench

@Suite struct AccessCounterTests {
    private static let get =
        #"127.0.0.1 - - [01/Dec/2026:12:19:52 +0000] "GET /v2/a/manifests/1.0 HTTP/1.1" 200 875 "" "x/1""#
    private static let head =
        #"127.0.0.1 - - [01/Dec/2026:12:19:52 +0000] "HEAD /v2/a/manifests/1.0 HTTP/1.1" 200 875 "" "x/1""#

    @Test(
        arguments: [
            ([get, head, get], 3, 1750), ([], 0, 0), (["level=error msg=\"cannot listen\" 200 17"], 0, 0),
            ([#"time="2026" level=info msg="listening on 127.0.0.1:5""#], 0, 0),
            ([#"x - - [t] "GET / HTTP/1.1" 999 5 "" "y""#, #"x - - [t] "GET / HTTP/1.1" 200 - "" "y""#], 1, 0),
        ] as [([String], Int, Int64)])
    func lines(lines: [String], requests: Int, bytes: Int64) {
        let text = Data(lines.map { $0 + "\n" }.joined().utf8)
        #expect(AccessCounter.count(text) == AccessCounter.Count(requests: requests, bytes: bytes))
    }

    @Test func eachLineCountsOnceAndWhole() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data((Self.get + "\n" + Self.get.prefix(40)).utf8).write(to: file)
        let counter = AccessCounter(file)
        #expect(try counter.next() == AccessCounter.Count(requests: 1, bytes: 875))
        #expect(try counter.next() == AccessCounter.Count())
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((Self.get.dropFirst(40) + "\n").utf8))
        try handle.close()
        #expect(try counter.next() == AccessCounter.Count(requests: 1, bytes: 875))
    }
}

@Suite struct PlainHeadTests {
    private func head(_ text: String) throws -> PlainHead? {
        try Array(text.utf8).withUnsafeBytes { try PlainHead($0) }
    }

    @Test func statusLengthAndEnd() throws {
        let text = "HTTP/1.1 200 OK\r\nX: y\r\ncontent-length:  12\r\n\r\n"
        let found = try #require(try head(text + "Hello\r\n\r\n12"))
        #expect(found.status == 200)
        #expect(found.length == 12)
        #expect(found.end == text.utf8.count)
    }

    @Test(arguments: ["", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n"])
    func incomplete(text: String) throws { #expect(try head(text) == nil) }

    @Test(arguments: ["HTTP/1.1 200 OK\r\n\r\nContent-Length: 3", "nonsense\r\nContent-Length: 3\r\n\r\n"])
    func unusable(text: String) { #expect(throws: BenchError.self) { try head(text) } }
}
