import Record
import Testing

@testable import Report

@Suite struct RateWordsTests {
    @Test(
        "The rate of a partial transfer, and the time that the rest needs",
        arguments: [
            (3_100_000, 124_000_000, 10_000, "front2 sent 3.1 MB in 10 s (310 kB/s); needs about 400 s"),
            (500, 1_000_000_000, 2_000, "front2 sent 500 B in 2 s (250 B/s); needs about 4000000 s"),
            (0, 5000, 30_000, "front2 sent nothing of 5.0 kB in 30 s"),
        ] as [(Int64, Int64, Int64, String)])
    func unfinished(received: Int64, size: Int64, milliseconds: Int64, words: String) {
        let transfer = PartialTransfer(backend: "front2", received: received, size: size, milliseconds: milliseconds)
        #expect(EvidenceWords.long(.unfinished(transfer: transfer)) == words)
    }

    @Test("A short transfer says nothing about the rate") func shortTransfers() {
        #expect(RateWords.text(5000, in: 400).isEmpty)
        #expect(RateWords.text(5000, in: nil).isEmpty)
        #expect(RateWords.text(6_000_000, in: 12_000) == " in 12 s (500 kB/s)")
    }
}
