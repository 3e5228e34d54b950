import Report
import Testing

/// Text fits its width without breaking what a reader copies or compares.
@Suite struct WrappingTests {
    private static let texts = [
        "66 claims (24 manifests, 42 blobs): 65 verified now, 1 refused, 0 undecided; 205 MB pulled in 3.5 s (58.9 MB/s)",
        "layer of app/web, 12745858 bytes (12.7 MB), sha256:fea4f1463691f5cdb2b459ed0d66baa77fb2b1a28b58fc36c29ccda6f9a780a6",
        "active until noon; to end it now: blobgate override withdraw 3, or wait 20 min; then blobgate recheck 12 --hold 10m",
        "", "one", "the blobgate on that machine is older than this blobgate, which reads version 1",
    ]

    @Test(arguments: texts, [20, 33, 47, 60, 100]) func linesFit(text: String, width: Int) {
        let lines = Wrapping.lines(of: text, first: width, rest: width)
        #expect(lines.joined(separator: " ") == text)
        // What is wider cannot be broken.
        for line in lines where line.utf8.count > width {
            let parts = line.split(separator: " ")
            #expect(parts.count == 1 || line.contains("blobgate ") || parts.count == 2, "\(line)")
        }
    }

    @Test(arguments: 8...110) func numbersKeepTheirUnits(width: Int) {
        for line in Wrapping.lines(of: Self.texts[0], first: width, rest: width) {
            #expect(!line.hasSuffix("205") && !line.hasSuffix("3.5") && !line.hasSuffix("(58.9"), "\(line)")
            #expect(!line.hasPrefix("MB") && !line.hasPrefix("s ("), "\(line)")
        }
    }

    @Test(arguments: 8...120) func commandsStayWhole(width: Int) {
        let lines = Wrapping.lines(of: Self.texts[2], first: width, rest: width)
        #expect(lines.contains { $0.contains("blobgate override withdraw 3,") })
        #expect(lines.contains { $0.contains("blobgate recheck 12 --hold 10m") })
    }

    @Test func proseAboutTheProgramIsBroken() {
        #expect(Wrapping.lines(of: Self.texts[5], first: 30, rest: 30).count > 2)
    }

    @Test func inAPipeNothingIsBroken() {
        for text in Self.texts {
            #expect(Wrapping.lines(of: text, first: Wrapping.unlimited, rest: Wrapping.unlimited) == [text])
        }
    }
}
