import ArgumentParser
import Foundation
import Gate
import Glibc
import Ledger
import Record
import Registry
import Report

/// Runs the rounds of a watch. What to read, what has changed and what to say are decided elsewhere.
struct Watcher {
    private let command: WatchCommand
    private let signals = WatchSignals()
    private var setup: Setup
    private var store: LedgerStore?
    private var notices: [String]
    private var pacing: Pacing
    private var notifier: Notifier
    private var state: WatchState
    private var number = 0

    /// The settings of rounds.
    private struct Pacing {
        let every: Duration
        let within: Duration
        let budget: WatchBudget?
        var credit: WatchCredit?

        init(_ setup: Setup, _ options: WatchOptions) throws {
            let rows = Settings.watch
            every = try setup.settings.value(rows.every, options.every).duration
            within = try setup.settings.value(rows.within, options.within).duration
            budget = try setup.settings.value(rows.budget, options.budget)
            credit = budget.map { [every] in WatchCredit($0, every: every) }
            guard within >= every else {
                throw CommandFailure(
                    .usage,
                    "--within \(TimeSpan(within)) is shorter than --every \(TimeSpan(every)): no round could keep it")
            }
        }

        /// The bytes of one round, for the metrics.
        var budgetPerRound: Int64? { budget?.bytes(for: every, every: every) }
    }

    init(_ command: WatchCommand) async throws {
        self.command = command
        let setup = try Self.setup(command)
        self.setup = setup
        pacing = try Pacing(setup, command.watch)
        notifier = try Notifier(setup: setup, options: command.watch)
        (store, notices) = setup.openLedger()
        // Without it, every round would begin with the same blobs.
        guard store != nil else {
            throw CommandFailure(.configuration, "a watch needs a ledger; \(notices.joined(separator: "; "))")
        }
        let patience = try setup.settings.value(Settings.watch.patience, command.watch.patience)
        var state = WatchState(patience: patience)
        if let last = try? await store?.lastWatchRun(at: Host.name), let run = last.run {
            state = WatchState(patience: patience, after: run)
        }
        self.state = state
    }

    private static func setup(_ command: WatchCommand) throws -> Setup {
        var setup = try Setup(place: command.place, policy: command.policy)
        let rows = Settings.watch
        // A round may take until the next one.
        if command.policy.effort.deadline == nil, !setup.settings.isSet(Settings.policy.deadline) {
            let every = try setup.settings.value(rows.every, command.watch.every).duration
            setup.policy.deadline = max(every, Policy.standardDeadline)
        }
        setup.policy.maxAge = try setup.settings.value(rows.within, command.watch.within).duration
        setup.policy.fresh = false
        setup.policy.hold = nil
        if !setup.policy.depth.provesBlobs { setup.policy.depth = .full }
        return setup
    }

    /// Runs rounds until there are enough of them or a signal ends the watch.
    /// - Returns: The exit code of the last round, or of the signal.
    mutating func run() async throws -> ExitCode {
        let clock = ContinuousClock()
        let rounds = try setup.settings.value(Settings.watch.rounds, command.watch.rounds)
        signals.install()
        while true {
            let began = clock.now
            if signals.takeReload() { reload() }
            number += 1
            let done = try await round()
            if let number = signals.ending { return number == SIGINT ? .interrupted : .terminated }
            let isLast = rounds.map { number >= $0 } ?? false
            let elapsed = clock.now - began
            let pause = max(.zero, pacing.every - elapsed)
            Standard.output(
                WatchWords.line(
                    done.report, next: isLast ? nil : Date.now.addingTimeInterval(pause / .seconds(1))) + "\n")
            await tell(done, isLast: isLast)
            if isLast { return done.exitCode }
            await signals.pause(for: max(.zero, pacing.every - (clock.now - began)))
            if let number = signals.ending { return number == SIGINT ? .interrupted : .terminated }
            pacing.credit?.settle(pulled: done.pulled, elapsed: clock.now - began, largest: done.largest)
        }
    }

    /// A finished round.
    private struct Done {
        let report: WatchRoundReport
        let change: WatchChange?
        let run: Run?

        var pulled: Int64 { run?.totals.bytesPulled ?? 0 }
        var largest: Int64 { run?.claims.compactMap(\.size).max() ?? 0 }

        var exitCode: ExitCode {
            switch report.condition {
            case .good: run?.exitCode ?? .verified
            case .refused: .refused
            case .undecided, .behind: run.map { $0.exitCode == .verified ? .undecided : $0.exitCode } ?? .undecided
            }
        }
    }

    private mutating func round() async throws -> Done {
        let started = Date.now
        do {
            return try await checked(since: started)
        } catch  where signals.ending == nil && (error as? CommandFailure)?.isSignal != true {
            // An input that cannot be read now may be readable in the next round. At the start it is a mistake.
            guard number > 1 else {
                EarlyEndReporter("watch", command.output).tell(error)
                throw error
            }
            Standard.error("blobgate: \((error as? CommandFailure)?.message ?? Blobgate.fullMessage(for: error))\n")
            let change = state.takeFailure()
            let report = report(since: started, nil)
            EarlyEndReporter("watch", command.output, watch: report).tell(error)
            return Done(report: report, change: change, run: nil)
        }
    }

    private mutating func checked(since started: Date) async throws -> Done {
        let round = WatchRound(
            every: pacing.every, within: pacing.within, credit: pacing.credit?.bytes, urgent: state.urgent,
            urgentFirst: number % 2 == 1)
        defer {
            // The pause has no deadline, and reading the inputs has its own handling of signals.
            LastResort.shared.disarm()
            signals.install()
        }
        let session = try await Session.watching(command, round, setup: setup, store: store, notices: notices)
        signals.install()
        notices = []
        let control = RunControl()
        signals.follow(control)
        let run = try await session.round(control: control, known: Set(state.open.map(\.place)))
        reopenLedger(after: run)
        let change = state.take(run)
        let report = report(since: started, run)
        try write(run, report)
        return Done(report: report, change: change, run: run)
    }

    private func report(since started: Date, _ run: Run?) -> WatchRoundReport {
        WatchRoundReport(
            number: number, run: run?.number, started: started, finished: run?.finished ?? .now,
            condition: state.condition ?? .undecided, open: state.open,
            progress: run.map { WatchProgress($0, within: pacing.within, budgetPerRound: pacing.budgetPerRound) })
    }

    private var writer: ReportWriter {
        ReportWriter(output: command.output, environment: setup.environment, flags: setup.commandFlags)
    }

    /// A report that cannot be written is said once per round, and does not end the watch.
    private func write(_ run: Run, _ report: WatchRoundReport) throws {
        var writer = writer
        writer.watch = report
        for failed in writer.writeFiles(of: run) {
            Standard.error("blobgate: the report could not be written to \(failed)\n")
        }
    }

    /// Tells a change: the diagnosis on standard error, and a notification.
    private mutating func tell(_ done: Done, isLast: Bool) async {
        EventLog.emit(.round(done.report, done.change))
        if let change = done.change {
            if change.kind != .healed, let run = done.run { writer.tell(run) }
            notifier.add(
                WatchNotification(change, in: done.report, version: Blobgate.version, vantage: Host.name))
        }
        let sending = Task { [notifier] in
            var notifier = notifier
            let failures = await notifier.deliver()
            return (notifier, failures)
        }
        signals.follow { sending.cancel() }
        let (sent, failures) = await sending.value
        notifier = sent
        let isEnding = isLast || signals.ending != nil
        let next =
            !sent.isWaiting
            ? "" : isEnding ? "; the watch ends, and it is not sent" : "; trying again after the next round"
        for failure in failures { Standard.error("blobgate: \(failure)\(next)\n") }
    }

    /// A ledger that a round gave up must not be used again: a new one is opened.
    private mutating func reopenLedger(after run: Run) {
        let isLost = run.notices.contains { if case .ledgerUnused = $0.wrappedValue { true } else { false } }
        guard isLost || store == nil else { return }
        (store, notices) = setup.openLedger()
    }

    /// Reads the configuration again. One with faults changes nothing.
    private mutating func reload() {
        do {
            let next = try Self.setup(command)
            let pacing = try Pacing(next, command.watch)
            notifier = try Notifier(setup: next, options: command.watch).following(notifier)
            if next.ledgerPath != setup.ledgerPath { (store, notices) = next.openLedger() }
            setup = next
            // A reload must not earn credit.
            let credit =
                pacing.budget == self.pacing.budget && pacing.every == self.pacing.every ? self.pacing.credit : nil
            self.pacing = pacing
            if let credit { self.pacing.credit = credit }
            Standard.error("blobgate: the configuration was read again\n")
        } catch {
            let message = (error as? CommandFailure)?.message ?? "\(error)"
            Standard.error("blobgate: the configuration was not changed: \(message)\n")
        }
    }
}

extension CommandFailure {
    /// Whether a signal ended the work.
    fileprivate var isSignal: Bool { code == .interrupted || code == .terminated }
}
