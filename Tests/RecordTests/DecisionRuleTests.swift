import Record
import Testing

/// The rules for exit codes and the order of findings, one test per rule.
struct DecisionRuleTests {
    private func run(
        _ codes: FindingCode..., command: Run.Command = .check, policy: UndecidedPolicy = .block,
        stopped: Run.Stop? = nil
    ) throws -> Run {
        var builder = try Builder(command: command)
        try builder.add("app", layers: Array(1...max(1, codes.count)))
        for (index, code) in codes.enumerated() { try builder.fail(index + 1, on: "two", code) }
        builder.facts.policy.undecided = policy
        builder.facts.stopped = stopped
        return builder.run
    }

    @Test func exitCodes() throws {
        #expect(try run().exitCode == .verified)
        #expect(try run(.accessCredentials, .accessStalled).exitCode == .credentials)
        #expect(try run(.contentDigest, .accessCredentials).exitCode == .refused)
        #expect(try run(.contentDigest, .accessStalled, stopped: .deadline).exitCode == .refused)
        #expect(try run(.accessStalled, stopped: .deadline).exitCode == .undecided)
        #expect(try run(stopped: .signal(number: 2)).exitCode == .interrupted)
    }

    @Test func whatAPolicyWaives() throws {
        #expect(try run(.accessStalled, policy: .warn, stopped: .deadline).exitCode == .verified)
        #expect(try run(.accessStalled, command: .recheck, policy: .warn).exitCode == .verified)
        #expect(try run(.accessCredentials, policy: .warn).exitCode == .credentials)
        #expect(try run(.accessStalled, policy: .warn, stopped: .signal(number: 2)).exitCode == .interrupted)
        #expect(try !run(policy: .warn).decision.isWaived)
        // The deploy does not continue after a signal, whatever the policy says.
        for number: Int32 in [2, 15] {
            let ended = try run(.accessStalled, policy: .warn, stopped: .signal(number: number))
            #expect(!ended.decision.isWaived)
        }
        var empty = try Builder()
        empty.facts.policy.undecided = .warn
        #expect(empty.run.exitCode == .undecided)
    }

    @Test func aPlanSucceedsIfEveryNameResolvesToItsBlobs() throws {
        func plan(_ change: (inout Builder) throws -> Void) throws -> Run {
            var builder = try Builder(command: .plan)
            try builder.add("app", layers: [1])
            builder.facts.policy.undecided = .warn
            for backend in builder.backends { try builder.set(1, on: backend) { _ in .planned } }
            try change(&builder)
            return builder.run
        }
        #expect(try plan { _ in }.verdict == .undecided)
        #expect(try plan { _ in }.exitCode == .verified)
        #expect(try plan { try $0.fail(1, on: "one", .accessReset) }.exitCode == .undecided)
        #expect(try Builder(command: .plan).run.exitCode == .undecided)
    }

    @Test func worstFindingsComeFirst() throws {
        let found = try run(.accessDeadline, .accessReset, .contentDigest, .accessWithheld, .absenceBlob).findings
        #expect(
            found.map(\.code) == [.contentDigest, .absenceBlob, .accessReset, .accessDeadline, .accessWithheld])
    }

    @Test func aBackendWithUnknownStateLeavesTheImageUndecided() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        builder.facts.images[0].views[1].claims = []
        #expect(builder.run.verdict == .undecided)
    }
}
