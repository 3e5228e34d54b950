import Record
import Samples
import Testing

@testable import Report

/// Notes that every run of a release has.
struct ConstantNoteTests {
    private static let constant = [
        "note: 3 images are referenced by tag, without a digest: a tag can be moved after this check\n",
        "note: no direct backend for docker-registry.discovery.wmnet: the storage itself was not checked\n",
    ]

    private static func run(_ command: Run.Command = .check) throws -> Run {
        var sample = try SampleRun()
        sample.command = command
        sample.notices = [.tagsWithoutDigest(count: 3), .noSpotChecksFresh]
        return sample.run
    }

    @Test func theyAreShownOnlyOnRequest() throws {
        let run = try Self.run()
        let normal = TextReport.render(run)
        let verbose = TextReport.render(run, options: TextOptions(verbosity: .verbose))
        for note in Self.constant {
            #expect(!normal.contains(note), "\(normal)")
            #expect(verbose.contains(note), "\(verbose)")
        }
        #expect(normal.contains("note: no spot checks: "))
        #expect(JSONReport.render(run).contains("\"tagsWithoutDigest\""))
        #expect(JSONReport.render(run).contains("\"withoutDirect\""))
    }

    @Test func aPlanHasThem() throws {
        let plan = PlanReport.render(try Self.run(.plan))
        for note in Self.constant { #expect(plan.contains(note), "\(plan)") }
    }

    @Test func oneImageIsSingular() {
        #expect(NoticeWords.text(.tagsWithoutDigest(count: 1)).hasPrefix("one image is referenced by tag, "))
    }
}
