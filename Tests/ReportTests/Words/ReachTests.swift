import OCI
import Record
import Samples
import Testing

@testable import Report

/// Reach agrees with the states of the other backends.
struct ReachTests {
    @Test("Reach counts what is intact of several claims", arguments: [1, 2])
    func reachCountsParts(unread: Int) throws {
        var sample = try SampleRun()
        let blobs = ["config-a", "base", "big", "web"]
        for blob in blobs { sample.answer(blob, on: "registry1005", with: .status(503)) }
        for blob in blobs.prefix(unread) { sample.answer(blob, on: "registry1004", with: .stopped) }
        let index = RunIndex(Run(sample.facts).facts)
        let one = try #require(FaultCase.all(in: index).first { $0.code == .accessServerError })
        let text = ReachWords.text(one.fault(in: index))
        #expect(text.contains("registry1004 has \(blobs.count - unread) of \(blobs.count) intact"), "\(text)")
        #expect(!text.contains("nothing is known about registry1004"), "\(text)")
        #expect(text.contains("registry2004 has it intact"), "\(text)")
    }
}
