import OCI
import Record
import Samples
import Testing

@testable import Report

/// scap cuts a log every 50,000 characters: a long report ends with its faults in short.
struct ShortFormTests {
    private static let heading = "In short, in case the log was cut above:"

    private static func report(faults: [String], images count: Int = 2, isDeploy: Bool = true) throws -> (String, Run) {
        var sample = try SampleRun()
        for number in 0..<max(0, count - 2) {
            let blob = SampleRun.Blob(name: "more-\(number)", size: 1000)
            sample.images.append(
                SampleRun.Image(reference: try SampleRun.reference("service-\(number)"), blobs: [blob]))
        }
        for fault in faults { sample.answer(fault, on: "registry1004", with: .wrong("rot"), .wrong("rot")) }
        var options = TextOptions()
        if isDeploy {
            options.deploy = DeployMessages(
                state: "nothing was deployed", again: "again", flags: "", equalSets: "equal")
        }
        return (TextReport.render(sample.run, options: options), sample.run)
    }

    @Test("a long report of several faults repeats each in one line, before the verdict", arguments: [2, 3])
    func aLongReport(_ count: Int) throws {
        let faults = Array(["big", "web", "base"].prefix(count))
        let (text, run) = try Self.report(faults: faults, images: 90)
        #expect(text.utf8.count > 8000)
        let parts = text.split(separator: Self.heading, omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        let short = try #require(parts.last)
        for diagnosis in run.diagnoses {
            let digest = try #require(diagnosis.fault.subject.digest)
            #expect(short.contains(digest.short))
        }
        #expect(short.contains("exit code 1"))
        #expect(run.diagnoses.count == count)
    }

    @Test(
        "a short report, a single fault and a terminal need no repetition",
        arguments: [(["big", "web"], 2, true), (["big"], 90, true), (["big", "web"], 90, false)])
    func otherwiseNot(_ faults: [String], _ images: Int, _ isDeploy: Bool) throws {
        #expect(try !Self.report(faults: faults, images: images, isDeploy: isDeploy).0.contains(Self.heading))
    }
}
