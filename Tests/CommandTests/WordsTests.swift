import OCI
import Record
import Report
import Testing

@testable import blobgate

/// Small values that users write.
@Suite struct WordsTests {
    @Test(arguments: [
        ("15s", Duration.seconds(15)), ("8m", .seconds(480)), ("6h", .seconds(21_600)), ("30d", .seconds(2_592_000)),
        ("500ms", .milliseconds(500)), ("1h30m", .seconds(5400)), ("1H", .seconds(3600)), ("0s", .zero),
        ("999999999d", .seconds(999_999_999 * 86_400)),
    ])
    func aTimeSpan(_ text: String, _ duration: Duration) throws {
        let span = try #require(TimeSpan(text))
        #expect(span.duration == duration)
        #expect(span.description == text)
        #expect((TimeSpan(positive: text) == nil) == (duration == .zero))
    }

    @Test(arguments: [
        "", "6", "h", "-1h", "1.5h", "1 h", "6hours", "1h30", "\u{661}h", "1000000000s", "99999999999999999999s", "+1s",
    ])
    func noTimeSpan(_ text: String) { #expect(TimeSpan(text) == nil) }

    @Test(arguments: [
        ("adress", "address"), ("NAME", "name"), ("backend", "backends"), ("regsitries", "registries"),
        ("wombat", nil), ("", nil), ("nm", nil),
    ])
    func theClosestWord(_ word: String, _ meant: String?) {
        let known = ["name", "backends", "registries", "address"]
        #expect(Spelling.nearest(to: word, of: known) == meant)
    }

    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("chekc", "check", 1),
        ("ab", "ba", 1), ("abc", "cba", 2),
    ])
    func distance(_ left: String, _ right: String, _ expected: Int) {
        #expect(EditDistance.between(left, right) == expected)
    }

    @Test func anOutputTarget() {
        #expect(OutputTarget(argument: "text") == OutputTarget(format: .text, path: nil))
        #expect(OutputTarget(argument: "json=a=b.json") == OutputTarget(format: .json, path: "a=b.json"))
        for text in ["", "json=", "xml", "=a", "JSON", "json =a"] { #expect(OutputTarget(argument: text) == nil) }
    }
}
