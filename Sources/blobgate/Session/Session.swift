import Diagnosis
import Foundation
import Gate
import Glibc
import Ledger
import OCI
import Record
import Registry
import Release
import Report
import Transfer

/// One run of a command: the request, the client, the ledger and the outputs.
struct Session {
    let request: GateRequest
    private let client: RegistryClient
    private let store: LedgerStore?
    let notices: [String]
    private let output: OutputOptions
    private let progress: ProgressMode
    private let manner: RunPresentation
    private let setup: Setup
    private let pins: [PinTarget]
    private let attestations: AttestationWriter?

    /// Opens a session for the images on the command line.
    static func open(
        release: ReleaseOptions, shard: ShardOption, place: PlaceOptions, policy: PolicyOptions,
        verdict: VerdictOptions? = nil, output: OutputOptions, saveGood: String? = nil, pins: [PinTarget] = [],
        attest: AttestOptions? = nil
    ) async throws -> Session {
        let setup = try Setup(place: place, policy: policy, verdict: verdict)
        let attestations = try attest?.writer(setup.settings)
        watchInputs(setup)
        // A plan has no verdict, and is not merged.
        let isReported = verdict == nil || output.targets.contains { $0.format == .json }
        let part = try ShardResolver(shard.request, setup.environment, writesJSON: isReported)
        let reader = try setup.reader(of: release)
        let reading = try await reader.read(release.inputs, pins: release.pins, also: try setup.also(release))
        let images = reading.uses
        var inputs = StoredInputs(
            images: images, platforms: try setup.platforms(release.platforms), backends: place.backends,
            mirrors: try NodeFiles(flags: place.mirrors).flags, config: setup.configurationFile,
            depth: setup.policy.depth, foreign: setup.policy.foreign, referrers: setup.policy.referrers)
        inputs.shard = part.shard
        inputs.allAddresses = place.allAddresses ? true : nil
        inputs.nodes = setup.policy.nodes.all
        let (store, notices) = setup.openLedger()
        return try await Session(
            inputs, images: images, command: .check, recheckOf: nil, setup: setup, store: store,
            notices: notices + part.notices, inputNotices: reader.notices(of: reading), output: output,
            saveGood: saveGood, pins: pins, attestations: attestations)
    }

    /// Opens a session that rechecks an earlier run.
    static func reopen(
        _ inputs: StoredInputs, of run: RunID, setup: Setup, store: LedgerStore?, notices: [String] = [],
        policy: PolicyOptions, output: OutputOptions, pins: [PinTarget] = [], attest: AttestOptions? = nil,
        manner: RunPresentation = .usual
    ) async throws -> Session {
        // A fault is healed when a run at the same depth no longer finds it.
        let depth = policy.depth ?? inputs.depth ?? setup.policy.depth
        var inputs = inputs
        if let nodes = policy.nodes { inputs.nodes = nodes.all }
        return try await Session(
            inputs.looking(depth), images: try inputs.uses(), command: .recheck, recheckOf: run, setup: setup,
            store: store, notices: notices, output: output, pins: pins,
            attestations: try attest?.writer(setup.settings), manner: manner)
    }

    init(
        _ inputs: StoredInputs, images: [ImageUse], command: Run.Command, recheckOf: RunID?, setup: Setup,
        store: LedgerStore?, notices: [String], inputNotices: [Notice] = [], output: OutputOptions,
        saveGood: String? = nil, pins: [PinTarget] = [], attestations: AttestationWriter? = nil,
        manner: RunPresentation = .usual, watch: WatchRound? = nil
    ) async throws {
        // The form was chosen before, without a word about an invalid variable.
        _ = try setup.settings.value(Settings.command.log, output.log)
        var policy = setup.policy
        policy.depth = inputs.depth ?? policy.depth
        policy.nodes = inputs.nodes.flatMap { NodeKinds($0) } ?? policy.nodes
        policy.foreign = policy.foreign || inputs.foreign == true
        // Only diagnose may select known backends by name.
        let names = inputs.focus == nil ? [] : inputs.backends.filter { !$0.contains("=") }
        policy.referrers = policy.referrers || inputs.referrers == true
        // TLS and hashing in two event loops keep two cores busy; more cores verify more in parallel.
        let loops = min(8, max(2, ProcessInfo.processInfo.activeProcessorCount))
        let budget = try OpenFiles.budget(limit: setup.openFiles, loops: loops)
        guard
            let engine = TransferEngine(
                loops: loops, budget: budget, authorities: setup.systemAuthorities, suites: policy.nodes.suites)
        else {
            throw CommandFailure(.software, "libcurl cannot be initialised")
        }
        var choice = BackendChoice(
            configuration: setup.configuration, flags: inputs.backends.filter { !names.contains($0) },
            nodeFiles: try NodeFiles(flags: inputs.mirrors ?? []), certificateFolders: setup.certificateFolders)
        choice.proxies = try setup.proxies()
        choice.probe = BackendProbe(
            engine: engine, limits: TransferLimits(connect: .seconds(5), stall: .seconds(5)),
            userAgent: "blobgate/\(Blobgate.version)")
        choice.asksAllAddresses = inputs.allAddresses ?? false
        let (all, ignored) = try await choice.choose(for: Set(images.map(\.reference.registry)))
        let registries = try names.isEmpty ? all : BackendChoice.only(names, of: all)
        if !setup.hasJobs {
            policy.adaptJobs(
                cores: ProcessInfo.processInfo.activeProcessorCount,
                backends: registries.values.reduce(0) { $0 + $1.backends.count })
        }
        var request = GateRequest(
            images: images, registries: registries, platforms: inputs.requestedPlatforms(), policy: policy,
            command: command, inputs: inputs.encoded(), vantage: Host.name, version: Blobgate.version,
            recheckOf: recheckOf)
        request.machine = Host.machine
        request.inputNotices = inputNotices
        request.focus = inputs.focus?.focus ?? .images
        request.saveGood = saveGood
        request.shard = inputs.shard
        request.watch = watch
        self.request = request
        client = RegistryClient(
            engine: engine, credentials: try setup.credentials(), limits: TransferLimits(stall: setup.stall),
            userAgent: "blobgate/\(Blobgate.version)", proxies: choice.proxies, nodes: policy.nodes,
            rates: setup.rates)
        self.store = store
        let limited = OpenFiles.notice(
            budget, limit: setup.openFiles, jobs: policy.jobs,
            backends: registries.values.reduce(0) { $0 + $1.backends.count })
        self.notices = notices + ignored + [limited].compactMap { $0 }
        self.output = output
        self.setup = setup
        self.pins = pins
        self.attestations = attestations
        self.manner = manner
        let wish = try setup.settings.value(Settings.command.progress, output.progress)
        progress = manner.isLog ? .plain : wish
    }

    /// Proves, reports, and returns the finished run. `refusing` may throw to end the command before anything is reported.
    /// - Parameter control: Stops the run; if given, the caller handles signals.
    func check(
        control: RunControl? = nil, refusing: (Run) throws -> Void = { _ in }
    ) async throws -> Run {
        try await observed(refusing, given: control) { keeper, control in
            await keeper.check(request, control: control, notices: notices)
        }
    }

    /// Plans, reports, and returns the finished run.
    func plan() async throws -> Run {
        try await observed { keeper, control in
            var request = request
            request.command = .plan
            return await keeper.plan(request, control: control, notices: notices)
        }
    }

    /// - Parameters:
    ///   - given: Stops the run; if given, the caller handles signals.
    ///   - isReported: Whether the reports are written here.
    func observed(
        _ refusing: (Run) throws -> Void = { _ in }, given: RunControl? = nil,
        locator: any FaultLocator = Investigator(), isReported: Bool = true,
        _ work: (Gatekeeper, RunControl) async -> Run
    ) async throws -> Run {
        EventLog.emit(.started(request))
        let control = given ?? RunControl()
        let signals = given == nil ? Signals(control: control) : nil
        let display = ProgressDisplay(
            mode: output.quiet ? .none : progress, verbose: output.verbose, form: LogForm.current, pace: manner.pace)
        let tally = RunTally(next: display)
        let keeper = Gatekeeper(
            client: client, store: store, locator: locator, explain: Diagnosing.explain, observer: tally)
        let writer = ReportWriter(
            output: output, environment: setup.environment, manner: manner, flags: setup.commandFlags)
        let end = ForcedEnd(
            command: request.command, output: output, writer: writer, tally: tally, control: control)
        let resort = LastResort.shared
        resort.arm(within: Self.longestRun(request.policy)) { end.ending }
        defer { resort.disarm() }
        let run = await work(keeper, control)
        tally.isReporting(run)
        display.stop()
        signals?.stop()
        EventLog.emit(.finished(run))
        try refusing(run)
        let unwritten = [PinWriter(targets: pins).write(run), attestations?.write(run)].compactMap { $0 }
        if isReported { try writer.write(run) }
        for other in unwritten.dropFirst() { Standard.error("blobgate: \(other.message)\n") }
        if let first = unwritten.first { throw first }
        if run.number != nil { await pruneLedger() }
        return run
    }

    /// How long a run may take in total: the rounds of a hold start before its end, and each has the whole deadline.
    private static func longestRun(_ policy: Policy) -> Duration? {
        policy.deadline.map { $0 + (policy.hold ?? .zero) + LastResort.grace }
    }

    /// Reading the inputs ends with the deadline too.
    static func watchInputs(_ setup: Setup) {
        LastResort.shared.arm(within: longestRun(setup.policy)) {
            LastResort.Ending(code: .undecided) {
                Standard.error("blobgate: the deadline passed before the inputs were read; nothing was checked\n")
            }
        }
    }

    /// Deletes old runs from the ledger. The reports are written before, and a failure changes nothing.
    private func pruneLedger() async {
        guard let store, let limit = (try? setup.settings.value(Settings.place.ledgerKeep))?.limit else { return }
        _ = try? await store.pruneOldRuns(before: Date.now.addingTimeInterval(-limit.seconds))
    }
}

/// The machine that a run observes from.
enum Host {
    static var name: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown host" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
