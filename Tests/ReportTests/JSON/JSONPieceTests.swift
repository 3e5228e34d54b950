import Foundation
import Record
import Samples
import Testing

@testable import Report

struct JSONPieceTests {
    /// Large lists are encoded part by part, which must not show in the text.
    @Test(arguments: Scenario.all) func thePartsAreTheWhole(_ scenario: Scenario) throws {
        let run = try scenario.make()
        for pretty in [true, false] {
            for words in [nil, Words.wording(at: run.finished)] {
                var text = Data()
                try RunCoding.encode(run, pretty: pretty, words: words) { text.append($0) }
                #expect(text == (try RunCoding.encode(run, pretty: pretty, words: words)))
            }
        }
    }

    /// More elements than are encoded at a time, and strings that contain what separates JSON's tokens.
    @Test func manyElements() throws {
        var sample = try SampleRun()
        sample.answer("big", on: "registry1005", with: .wrong("rot"), .wrong("rot"))
        var facts = sample.facts
        let claim = try #require(facts.claims.last)
        facts.claims += (0..<150).map { _ in claim }
        facts.vantage = #"a "claims" : [] \" {"#
        let run = Run(facts)
        var text = Data()
        try RunCoding.encode(run, pretty: true) { text.append($0) }
        #expect(text == (try RunCoding.encode(run, pretty: true)))
        #expect(try RunCoding.decode(Run.self, from: text) == run)
    }
}
