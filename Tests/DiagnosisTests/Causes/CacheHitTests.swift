import OCI
import Record
import Samples
import Testing

@testable import Diagnosis

/// What a HIT says about the cause, and which causes are alternatives.
struct CacheHitTests {
    /// One backend with wrong bytes, and two that were not read.
    private func sample(_ status: String?, size: Int64? = nil) throws -> SampleRun {
        var sample = try SampleRun()
        sample.answer(
            "big", on: "registry1004", with: size.map { .size($0, cache: status) } ?? .wrong("rot", cache: status))
        sample.answer("big", on: "registry1005", "registry2004", with: .withheld)
        return sample
    }

    @Test("One HIT with nobody else asked makes nothing likely", arguments: [33_000_000, 0, nil])
    func oneHitMakesNothingLikely(size: Int64?) throws {
        let causes = try #require(try sample("HIT", size: size).diagnoses.first).causes
        #expect(!causes.isEmpty)
        #expect(causes.allSatisfy { $0.confidence >= .possible })
        for cause in causes where cause.ground == .storage {
            #expect(cause.opposes.map(\.wrappedValue).contains(.sentFromCache(backends: ["registry1004"])))
        }
    }

    @Test(
        "A MISS may make the storage likely: nothing in front of it was seen to be wrong", arguments: [33_000_000, nil])
    func aMissIsEvidenceAboutTheStorage(size: Int64?) throws {
        let causes = try #require(try sample("MISS", size: size).diagnoses.first).causes
        #expect(causes.contains { $0.ground == .storage && $0.confidence == .likely })
    }

    private func cause(_ kind: CauseKind, _ statement: CauseStatement = .storageIsWrong) throws -> Hypothesis {
        try #require(Hypothesis(kind, .possible, statement, for: [.readsDiffer]))
    }

    @Test("A cause and its mechanism are one explanation; two places or two mechanisms are alternatives")
    func alternatives() throws {
        let cache = try cause(.cache)
        let storage = try cause(.storage)
        let short = try cause(.shortSlice)
        let truncated = try cause(.truncatedObject)
        let flipped = try cause(.flippedBit, .bitFlipped(backends: ["a"]))
        let stored = try cause(.flippedBit, .bitFlippedInStorage)
        let other = try cause(.wrongObject)
        #expect(cache.excludes(storage) && storage.excludes(cache))
        #expect(!cache.excludes(short) && short.isMechanism(of: cache))
        #expect(!storage.excludes(truncated) && truncated.isMechanism(of: storage))
        #expect(short.excludes(storage) && truncated.excludes(cache) && short.excludes(truncated))
        #expect(short.excludes(try cause(.lostWrites)))
        #expect(flipped.isMechanism(of: cache) && flipped.excludes(storage))
        #expect(stored.isMechanism(of: storage) && stored.excludes(cache))
        #expect(!other.excludes(cache) && !other.excludes(storage) && !cache.excludes(other))
    }
}
