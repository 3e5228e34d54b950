import Diagnosis
import OCI
import Record
import Samples
import Testing

@testable import Report

/// What a diagnosis says about other images with the same content.
struct UsageTests {
    private static let shared = SampleRun.Blob(name: "shared", size: 5_000_000)
    private static let other = "mediawiki-webserver:2025-03-31-105425-webserver"

    /// Two images with the same layer, which is wrong on one backend under these repositories.
    private static func facts(badIn ends: [String]) throws -> RunFacts {
        var sample = try SampleRun()
        for index in sample.images.indices { sample.images[index].blobs.append(shared) }
        sample.bad = { claim, name in
            name == "shared" && claim.backend == "registry1004"
                && ends.contains { claim.repository.description.hasSuffix($0) }
        }
        return sample.facts
    }

    private static func texts(_ facts: RunFacts) -> [String] {
        let run = Scenario.explained(facts)
        return run.diagnoses.compactMap { UsageWords($0, of: run).text }
    }

    @Test func aVerifiedImageIsNotCalledAffected() throws {
        let texts = Self.texts(try Self.facts(badIn: ["multiversion"]))
        #expect(texts == ["used by 1 more image of this release and verified there: \(Self.other)"])
    }

    @Test func theSameContentUnderAnotherNameIsAFaultOfItsOwn() throws {
        let texts = Self.texts(try Self.facts(badIn: ["multiversion", "webserver"]))
        #expect(texts.count == 2)
        #expect(texts.contains("a fault of its own in 1 more image of this release: \(Self.other)"))
        #expect(texts.allSatisfy { $0.hasPrefix("a fault of its own in ") })
    }

    @Test func anImageWithoutAnAnswerIsNotCalledVerified() throws {
        var facts = try Self.facts(badIn: ["multiversion"])
        let digests = Set(facts.claims.compactMap { $0.finding == nil ? nil : $0.digest })
        for place in facts.claims.indices where facts.claims[place].repository.description.hasSuffix("webserver") {
            if digests.contains(facts.claims[place].digest) { facts.claims[place].status = .notAsked }
        }
        #expect(Self.texts(facts) == ["in 1 more image of this release, not proven there: \(Self.other)"])
    }
}
