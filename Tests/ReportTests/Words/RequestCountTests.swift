import Record
import Samples
import Testing

@testable import Report

/// Reports state how many requests a run sent.
struct RequestCountTests {
    @Test(arguments: [(0, "; 0 requests; "), (1, "; 1 request; "), (12_001, "; 12001 requests; ")])
    func counts(requests: Int, expected: String) throws {
        var facts = try SampleRun().facts
        facts.requests = requests
        #expect(Run(facts).countsText.contains(expected), "\(Run(facts).countsText)")
        // The last line mentions it only where it is remarkable.
        #expect(Run(facts).verdict == .verified)
        #expect(ClosingWords(run: Run(facts)).verified.contains("; 0 requests") == (requests == 0))
    }

    @Test("Records of earlier versions state none") func earlierRecords() throws {
        let facts = try SampleRun().facts
        #expect(facts.requests == nil)
        #expect(!Run(facts).countsText.contains("request"))
        let text = String(decoding: try RunCoding.encode(Run(facts)), as: UTF8.self)
        #expect(!text.contains("\"requests\""))
    }

    @Test("Blobs of earlier runs are counted apart from manifests") func reusedBlobs() throws {
        var facts = try SampleRun().facts
        let manifests = facts.claims.indices.filter { facts.claims[$0].kind == .manifest }
        let blobs = facts.claims.indices.filter { facts.claims[$0].kind != .manifest }
        let reuse = Run.Claim.Reuse(
            provenAt: facts.started, run: 7, vantage: nil, size: 10, address: nil, cacheStatus: nil, spotCheckedAt: nil)
        for place in manifests + blobs.prefix(2) { facts.claims[place].status = .reused(reuse) }
        let run = Run(facts)
        #expect(run.totals.reused == manifests.count + 2 && run.totals.reusedBlobs == 2)
        #expect(run.totals.bytesReused == 20)
        let text = ClosingWords(run: run).verified
        #expect(text.contains("\(blobs.count - 2) proven now, 2 by earlier runs"), "\(text)")
    }
}
