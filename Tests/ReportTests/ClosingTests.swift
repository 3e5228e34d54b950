import Record
import Samples
import Testing

@testable import Report

/// The last lines never say more than the exit code.
struct ClosingTests {
    private static func undecided(_ stopped: Run.Stop?) throws -> SampleRun {
        var sample = try SampleRun()
        sample.policy.undecided = .warn
        sample.stopped = stopped
        sample.answer("big", on: "registry1004", with: .stopped)
        return sample
    }

    @Test(arguments: [Run.Stop.signal(number: 2), .signal(number: 15), .deadline])
    func theDeployContinuesOnlyWithExitCodeZero(_ stopped: Run.Stop) throws {
        let run = try Self.undecided(stopped).run
        let text = TextReport.render(run)
        let continues = text.contains("the deploy continues")
        #expect(continues == (stopped == .deadline), "\(text)")
        #expect(continues == (run.exitCode == .verified))
        #expect(text.contains("the deploy must not continue") != continues, "\(text)")
        var options = TextOptions()
        options.deploy = DeployMessages(state: "nothing was deployed", again: "again", flags: "", equalSets: "equal")
        let log = TextReport.render(run, options: options)
        #expect(log.contains("the deploy continues") == continues, "\(log)")
        #expect(log.contains("nothing was deployed") != continues, "\(log)")
    }

    @Test func aWaivedRollbackSetDoesNotLetARefusedDeployContinue() throws {
        var sample = try SampleRun()
        sample.images += [try SampleRun.previous]
        sample.policy.rollback = .warn
        sample.answer("old", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        #expect(TextReport.render(sample.run).contains("the deploy may continue, as the policy allows"))
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        let text = TextReport.render(sample.run, options: TextOptions(width: 1000))
        #expect(!text.contains("may continue"), "\(text)")
        #expect(text.contains("this alone does not stop it, as the policy allows (rollback: warn)"), "\(text)")
    }
}
