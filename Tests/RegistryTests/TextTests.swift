import Foundation
import OCI
import Record
import Testing

@testable import Registry

@Suite struct TextTests {
    @Test(arguments: [
        ("plain text", "plain text"), ("a\nb\r\tc", #"a\nb\r\tc"#), ("\u{1B}[31mred", #"\x1b[31mred"#),
        (#"a\b"#, #"a\\b"#), ("ü", #"\xc3\xbc"#), ("\u{7F}\u{0}", #"\x7f\x00"#), ("", ""),
    ])
    func serverTextIsPrintableASCII(text: String, shown: String) {
        #expect(ServerText(text).description == shown)
    }

    @Test func serverTextIsTruncated() {
        #expect(ServerText("abcdef", limit: 3).description == "abc...")
        #expect(ServerText("abc", limit: 3).description == "abc")
        #expect(ServerText(String(repeating: "x", count: 10_000)).description.count == 203)
        #expect(ServerText([0xFF, 0xFE] as [UInt8]).description == #"\xff\xfe"#)
    }

    @Test(
        "dist Error Codes: an error has errors[] of code, message, detail",
        arguments: [
            (
                #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"a":1}}]}"#,
                "MANIFEST_UNKNOWN: manifest unknown"
            ),
            (#"{"errors":[{"code":"A"},{"code":"B","message":"b"}]}"#, "A; B: b"),
            (#"{"errors":[{"code":"A","message":"\u001b[2J\n"}]}"#, #"A: \x1b[2J\n"#),
            (#"{"errors":[]}"#, #"{"errors":[]}"#),
            (#"{"errors":[{"message":"no code"}]}"#, #"{"errors":[{"message":"no code"}]}"#),
            ("<html>502</html>", "<html>502</html>"), ("", ""), ("\u{0}", #"\x00"#),
        ])
    func errorBodies(body: String, summary: String) {
        #expect(ErrorBody(Array(body.utf8)).summary == summary)
    }

    @Test("dist Error Codes: an error has errors[] of code, message, detail") func errorBodiesAreCut() {
        let many = (0..<100).map { #"{"code":"C\#($0)"}"# }.joined(separator: ",")
        #expect(ErrorBody(Array(#"{"errors":[\#(many)]}"#.utf8)).entries.count == 8)
        let long =
            #"{"errors":[{"code":"\#(String(repeating: "c", count: 500))","message":"\#(String(repeating: "m", count: 5000))"}]}"#
        #expect(ErrorBody(Array(long.utf8)).summary.count == 64 + 3 + 2 + 200 + 3)
        #expect(ErrorBody([UInt8](repeating: 0x41, count: 5000)).summary.count == 123)
    }

    private let now = Date(timeIntervalSince1970: 1_445_412_480)  // Wed, 21 Oct 2015 07:28:00 GMT

    @Test(
        "dist Error Codes: 429 may say when to come again",
        arguments: [
            ("0", Duration.zero), ("120", .seconds(120)), ("Wed, 21 Oct 2015 07:30:00 GMT", .seconds(120)),
            ("Wed, 21 Oct 2015 07:00:00 GMT", .zero), ("9223372036854775807", .seconds(Int64.max)), ("-1", nil),
            ("1.5", nil), ("soon", nil), ("", nil), ("Wed, 21 Oct 2015", nil), ("99999999999999999999", nil),
            ("Xyz, 99 Foo 2015 07:30:00 GMT", nil),
        ])
    func retryAfter(value: String, expected: Duration?) {
        #expect(RetryAfter.duration(value, now: now) == expected)
    }
}
