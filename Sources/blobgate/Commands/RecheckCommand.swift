import ArgumentParser
import Gate
import Ledger
import Record

/// `blobgate recheck`: checks again what an earlier run did not verify.
struct RecheckCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "recheck",
        abstract: "Check again, bypassing the ledger, what an earlier run did not verify; exit 0 if it has healed.",
        discussion: Examples.of(
            "blobgate recheck",
            "blobgate recheck 12 --hold 10m",
            after: """
                Images, platforms, backends and configuration are those of the earlier run unless given here. Names are \
                resolved again on every backend. Content that the earlier run proved is not pulled again; everything else is, \
                even if other runs have proven it since.
                """))

    @Argument(help: "The run number. Default: the last check that was refused, undecided or interrupted.")
    var run: String?
    @OptionGroup(title: "Backends and configuration") var place: PlaceOptions
    @OptionGroup(title: "Policy") var policy: PolicyOptions
    @OptionGroup(title: "Verdict") var verdict: VerdictOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var pins: PinOptions
    @OptionGroup(title: "Output") var attest: AttestOptions

    func validate() throws {
        if let run, RunID(run) == nil { throw ValidationError("\"\(run)\" is not a run number, such as 12") }
        try output.validateOutputs()
        try pins.validatePins(beside: output)
        try attest.validateAttestation(beside: output, pins)
    }

    func execute() async throws -> ExitCode {
        try UsedFiles(place).check(output, pins: pins.targets, more: attest.written)
        return try await EarlyEndReporter("recheck", output).reportingFailure { try await reopened() }.check().exitCode
    }

    private func reopened() async throws -> Session {
        let setup = try Setup(place: place, policy: policy, verdict: verdict)
        let record = try await earlierRun(in: try setup.openLedgerOrFail(for: .reading))
        let (store, notices) = setup.openLedger()
        var inputs = try StoredInputs.read(record)
        if !place.backends.isEmpty { inputs.backends = place.backends }
        if !place.mirrors.isEmpty { inputs.mirrors = try NodeFiles(flags: place.mirrors).flags }
        var earlier = try earlierSetup(inputs) ?? setup
        var manner = RunPresentation.usual
        if let tool = inputs.tool {
            // A run that did not block the deploy leaves nothing to restart.
            if record.summary.exitCode != ExitCode.verified.rawValue {
                manner = .afterDeploy(tool.wordsAfter(flags: setup.commandFlags))
            }
            earlier.useRollbackPolicyOfScap(unless: verdict.rollbackPolicy)
        }
        return try await Session.reopen(
            inputs, of: record.id, setup: earlier, store: store, notices: notices, policy: policy, output: output,
            pins: pins.targets, attest: attest, manner: manner)
    }

    /// The setup of the earlier run, whose configuration file may differ from the one found now; `nil` if a configuration
    /// file is given now.
    private func earlierSetup(_ inputs: StoredInputs) throws -> Setup? {
        guard place.config == nil, let file = inputs.config else { return nil }
        var earlier = place
        earlier.config = file
        let setup = try Setup(place: earlier, policy: policy, verdict: verdict)
        return setup.environment[Settings.place.config] == nil ? setup : nil
    }

    private func earlierRun(in store: LedgerStore) async throws -> RunRecord {
        let id = run.flatMap { RunID($0) }
        let record = try await LedgerOptions.ask { () async throws(LedgerError) in
            if let id { return try await store.run(id) }
            return try await store.lastUnverifiedRun()
        }
        guard let record else {
            let message =
                id.map { "no run \($0) in \(store.path); see: blobgate ledger runs" }
                ?? "nothing to recheck: no run in \(store.path) was refused, undecided or interrupted"
            throw CommandFailure(.usage, message)
        }
        return record
    }
}
