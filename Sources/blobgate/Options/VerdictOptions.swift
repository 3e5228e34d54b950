import ArgumentParser
import Gate
import Record

/// How verdicts affect the deploy.
struct VerdictOptions: ParsableArguments {
    @Option(Settings.policy.undecided) var undecided: UndecidedPolicy?
    @Option(Settings.policy.rollback) var rollbackPolicy: RollbackPolicy?
    @Option(Settings.policy.hold) var hold: TimeSpan?

    func validate() throws { try Settings.policy.hold.validate(hold) }
}
