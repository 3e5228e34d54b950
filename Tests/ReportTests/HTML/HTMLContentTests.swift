import Diagnosis
import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Report

/// The report in HTML says the same as the other reports, and its cells lead to the evidence.
struct HTMLContentTests {
    /// All text of a report, with markup removed.
    private static func text(_ run: Run) throws -> String { try HTMLDocument(HTMLReport.render(run)).root.allText }

    @Test(arguments: Scenario.all) func theVerdictIsThatOfTheOtherReports(_ scenario: Scenario) throws {
        let run = try scenario.make()
        let document = try HTMLDocument(HTMLReport.render(run))
        let banner = try #require(document.all.first { $0.attributes["class"] == "banner" })
        let heading = try #require(banner.all("h1").first?.all("span").first)
        #expect(heading.text == ClosingWords(run: run).heading)
        #expect(heading.attributes["class"] == run.verdict.style.rawValue)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(JSONReport.render(run).utf8)) as? [String: Any])
        #expect(heading.text.contains((json["verdict"] as? String ?? "?").uppercased()))
        #expect(banner.allText.contains(Page.ascii(run.countsText)))
    }

    @Test(arguments: Scenario.all + Scenario.plans)
    func everyConclusionCausePlaceAndStepIsInIt(_ scenario: Scenario) throws {
        let run = try scenario.make()
        let text = try Self.text(run)
        for diagnosis in run.diagnoses {
            var sentences = diagnosis.causes.map { "\($0.confidence.rawValue): \(DiagnosisWords.text($0.statement))" }
            sentences += [diagnosis.conclusion.map { DiagnosisWords.text($0.wrappedValue) }].compactMap(\.self)
            sentences += [diagnosis.openQuestion.map { DiagnosisWords.text($0.wrappedValue) }].compactMap(\.self)
            sentences += diagnosis.notes.map { DiagnosisWords.text($0.wrappedValue) }
            sentences += diagnosis.causes.flatMap { $0.supports + $0.opposes }
                .map { DiagnosisWords.text($0.wrappedValue, now: run.finished) }
            sentences += diagnosis.investigation.map { DiagnosisWords.places(of: $0) } ?? []
            sentences += diagnosis.steps.map { DiagnosisWords.text($0.action) }
            sentences += diagnosis.steps.flatMap(\.commands)
            for sentence in sentences { #expect(text.contains(Page.ascii(sentence)), "\(scenario.name): \(sentence)") }
        }
        for finding in run.findings {
            #expect(text.contains(finding.code.title), "\(scenario.name): \(finding.code)")
        }
        for notice in run.noticeLines { #expect(text.contains(Page.ascii(notice)), "\(notice)") }
        for image in run.images { #expect(text.contains("\(image.reference)"), "\(image.reference)") }
    }

    /// Each fault of a claim has a cell with its state, which leads to every read of the content.
    @Test(arguments: Scenario.all + Scenario.plans) func everyFaultyClaimHasACellAndEvidence(_ scenario: Scenario)
        throws
    {
        let run = try scenario.make()
        let document = try HTMLDocument(HTMLReport.render(run))
        let matrix = document.all("table").first { $0.attributes["class"] == "matrix" } ?? document.root
        let heads = matrix.children("thead").flatMap { $0.all("th") }.map(\.text)
        for (index, claim) in run.claims.enumerated() where claim.finding != nil {
            let cells = matrix.all("tr").filter { $0.attributes["class"] == "blob" }.flatMap { row in
                zip(heads, row.children).filter { $0.0 == claim.backend }.map(\.1)
            }.filter { $0.all("a").first?.attributes["href"] == "#c\(index)" }
            let cell = try #require(cells.first, "\(scenario.name): \(claim.digest)")
            let state = CellState(claim)
            #expect(cell.attributes["class"] == state.style.rawValue)
            #expect(cell.allText.contains(CellWords.text(state)))
            let heading = try #require(document.element("c\(index)"))
            #expect(heading.text == claim.backend)
            let evidence = try #require(
                document.all("details").first { $0.children.contains { $0.attributes["id"] == "c\(index)" } })
            #expect(evidence.allText.contains(claim.digest.description))
            for attempt in claim.attempts {
                #expect(evidence.allText.contains(Page.ascii(EvidenceWords.long(attempt.evidence))))
            }
        }
    }

    @Test func aCellCountsWhatIsProvenNowAndByEarlierRuns() throws {
        let document = try HTMLDocument(HTMLReport.render(try Scenario.named("reused").make()))
        let cells = document.all("td").filter { $0.attributes["class"] == "reused" }.map(\.allText)
        // Three blobs by the earlier run, and the manifest now.
        #expect(cells.contains { $0.contains("3 reused, 3 h ago, 1 proven now") }, "\(cells)")
    }

    @Test func theMapShowsTheDamageAndItsSlices() throws {
        let scene = try #require(DamageScene.all.first { $0.name.contains("slice") } ?? DamageScene.all.first)
        let run = try Scenario.named("look-\(scene.name)").make()
        let look = try #require(run.diagnoses.compactMap(\.investigation).first)
        let document = try HTMLDocument(HTMLReport.render(run))
        let drawings = document.all("svg")
        for map in look.maps {
            let drawing = try #require(
                drawings.first { $0.attributes["aria-label"]?.hasPrefix("\(map.backend): ") == true })
            #expect(drawing.children.contains { $0.attributes["class"] == "bad" } == !map.damages.isEmpty)
            let slices = drawing.children.filter { ["hit", "miss", "other"].contains($0.attributes["class"] ?? "") }
            #expect(slices.count == map.slices.count)
        }
    }

    @Test func imagesAreListedBySetAndTarget() throws {
        var sample = try SampleRun()
        sample.images += [try SampleRun.previous]
        var origin = Origin.line(file: "values.yaml", number: 7)
        origin.place = OriginPlace()
        origin.place?.target = "stage canaries, mw-web on eqiad"
        sample.images[0].origins = [origin, .line(file: "images.txt", number: 1)]
        let document = try HTMLDocument(HTMLReport.render(sample.run))
        let section = try #require(document.all("section").first { $0.attributes["aria-label"] == HTMLWords.images })
        #expect(
            section.all("h3").map(\.text) == ["Release: 2 images: 2 verified", "Rollback set: 1 image: 1 verified"])
        #expect(
            section.all("strong").map(\.text) == [
                "stage canaries, mw-web on eqiad", "images.txt", "the command line", "previous.txt",
            ])
    }

    @Test func theTimelineHasEveryRequestOfTheRecordAndNoOther() throws {
        let run = try Scenario.named("backend-dies").make()
        let lanes = TimelineLane.all(of: run)
        let attempts =
            run.claims.flatMap(\.attempts).count
            + run.images.flatMap(\.views).map { $0.tagAttempts.count + $0.referrersAttempts.count }.reduce(0, +)
        #expect(lanes.map(\.spans.count).reduce(0, +) == attempts)
        let reused = try Scenario.named("depth-manifest").make()
        #expect(try Self.text(reused).contains(HTMLWords.timelineNote))
        let none = try Scenario.named("no-backend").make()
        #expect(try Self.text(none).contains(HTMLWords.noTimes))
    }

    @Test func theRoundsOfAHoldAreInTheTimeline() throws {
        let run = try Scenario.named("held").make()
        let document = try HTMLDocument(HTMLReport.render(run))
        let section = try #require(document.all("section").first { $0.attributes["aria-label"] == HTMLWords.timeline })
        #expect(section.allText.contains("4 rounds in"))
        let drawing = try #require(section.all("svg").first)
        #expect(drawing.children.count { $0.attributes["class"] == "round" } == run.rounds.count)
    }
}
