import Foundation
import OCI
import Record
import Testing

struct CodingTests {
    @Test func aRecordRoundTrips() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1, 2])
        try builder.fail(1, on: "two", .contentDigest, received: 77)
        try builder.set(2, on: "one") { _ in
            .reused(
                .init(
                    provenAt: Builder.start, run: 7, vantage: nil, size: 100, address: "127.0.0.1:1",
                    cacheStatus: "HIT",
                    spotCheckedAt: nil))
        }
        builder.facts.claims[0].spot = SpotCheck(.right, at: Builder.start, ranges: [0..<10, 20..<20], bytes: 10)
        builder.facts.policy.spot = .share(percent: 5)
        builder.facts.policy.flapping = .reads(3)
        builder.facts.stopped = .deadline
        builder.facts.vantage = "h\u{F6}st \u{1F600}\n\t\"\\u{202e}\\u001b"
        builder.facts.notices = [Described(.input(message: "caf\u{E9}"))]
        let run = builder.run
        let data = try RunCoding.encode(run, pretty: true)
        #expect(data.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A })
        #expect(try RunCoding.decode(Run.self, from: data) == run)
    }

    @Test(arguments: [
        ("a\u{1B}[2J", "a\\u{1b}[2J"), ("\u{202E}gpj.exe", "\\u{202e}gpj.exe"),
        ("\u{2066}\u{2069}", "\\u{2066}\\u{2069}"),
        ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("a\u{200B}b\u{FEFF}", "a\\u{200b}b\\u{feff}"),
        ("\u{0}\u{7F}\u{9B}31m", "\\u{0}\\u{7f}\\u{9b}31m"), ("\\\u{1}", "\\\\u{1}"), ("\u{E0041}", "\\u{e0041}"),
    ])
    func hiddenCharactersAreShown(text: String, shown: String) throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        builder.facts.vantage = text
        for isPretty in [false, true] {
            let data = try RunCoding.encode(builder.run, pretty: isPretty)
            #expect(data.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A })
            #expect(try RunCoding.decode(Run.self, from: data).vantage == shown)
        }
    }

    @Test func sentencesAreEncodedButNeverDecoded() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        try builder.fail(1, on: "two", .contentDigest)
        let words: Wording = { $0 is Evidence ? "a sentence" : nil }
        let data = try RunCoding.encode(builder.run, words: words)
        #expect(String(decoding: data, as: UTF8.self).contains("\"text\":\"a sentence\""))
        #expect(try RunCoding.decode(Run.self, from: data) == builder.run)
    }

    @Test func anUnknownClaimIndexIsRejected() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        let text = String(decoding: try RunCoding.encode(builder.run), as: UTF8.self)
        let damaged = text.replacing("\"claims\":[0,1]", with: "\"claims\":[0,99]")
        #expect(damaged != text)
        #expect(throws: DecodingError.self) { try RunCoding.decode(Run.self, from: Data(damaged.utf8)) }
    }

    @Test(arguments: [(-1, 4), (5, 3), (0, Int64.max)] as [(Int64, Int64)])
    func invalidByteRangesAreRejected(first: Int64, last: Int64) throws {
        let text = "{\"first\":\(first),\"last\":\(last)}"
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ByteRange.self, from: Data(text.utf8)) }
    }
}
