package import Foundation
internal import Layer
internal import Ledger
package import OCI
internal import Record
package import Registry
package import Transfer

/// The state shared by all parts of one run.
package struct RunContext: Sendable {
    package let client: RegistryClient
    let ledger: LedgerKeeper
    package let request: GateRequest
    let observer: any RunObserver
    /// Ends the current round.
    var control: RunControl
    let started: Date
    /// The requests that the client sent before this run.
    let requestsBefore: Int
    /// When the deadline of the current round passes, if it has one.
    var ends: ContinuousClock.Instant?
    /// The paths proven by the run that is being rechecked.
    let provenBefore: Set<ProofPath>
    /// The run that is being rechecked, if its record is known.
    var earlier: EarlierRun?
    /// The certificates that the backends have shown so far.
    let certificates = ObservedCertificates()
    /// The blobs that a manifest of this run lists as its configuration, whatever else they are listed as.
    var configurations: Set<Claim> = []
    /// Configurations that must be read even if proven, because only they state the platform of an image.
    var mustRead: Set<Claim> = []
    /// Proven claims that a round of a watch reads again.
    var rereads: Set<Claim> = []
    /// The bytes pulled so far.
    let pulled = ByteTally()
    /// The state from earlier rounds of a hold.
    var memory = RoundMemory()

    /// The backends that answer a request for a part with the whole.
    let rangeless = RangelessBackends()

    /// The manifests that earlier runs proved.
    var manifests = ProvenManifests.none
    let parser = ManifestParser()

    /// The claims that spot checks have put in doubt.
    var doubts = SuspectProofs()

    /// Claims that were proven from a place that served wrong bytes in this run. Only a pull of their own proves them.
    var suspects: Set<Claim> = []

    /// What the nodes of the release do.
    let nodes: NodeSet

    /// Whether nodes refuse content of another size than its descriptor states, in any role that manifests give it.
    func comparesSize(of claim: Claim) -> Bool { nodes.all.contains { comparesSize(of: claim, $0) } }

    /// Whether one kind of node refuses it.
    func comparesSize(of claim: Claim, _ rules: NodeRules) -> Bool {
        rules.comparesSize(of: claim.kind) || configurations.contains(claim) && rules.comparesSize(of: .config)
    }

    /// Proofs taken before this are not reused.
    var reuseSince: Date {
        if request.policy.readsAll { return .distantFuture }
        return request.policy.fresh || request.recheckOf != nil
            ? started : started.addingTimeInterval(-(request.policy.maxAge / .seconds(1)))
    }

    /// The oldest proof that may replace the pull of a claim.
    func oldestUsableProof(of claim: Claim) -> Date {
        if memory.isSuspect(claim) || suspects.contains(claim) { return .distantFuture }
        // A proof that another gate made meanwhile is as good.
        if rereads.contains(claim) { return started }
        return max(doubts.oldestUsableProof(of: claim) ?? reuseSince, reuseSince)
    }

    /// Whether a proof of the bytes is not enough, because the layer must be unpacked or the configuration read.
    func isReadBeyondHash(_ claim: Claim) -> Bool {
        if mustRead.contains(claim) { return true }
        guard request.policy.depth == .unpack, let type = claim.mediaType else { return false }
        return type.isConfig || LayerFormat(type) != nil
    }

    /// Whether a blob is pulled. A configuration that must be read is pulled at every depth.
    func provesBytes(of claim: Claim) -> Bool { request.policy.depth.provesBlobs || mustRead.contains(claim) }

    /// Whether pulled bytes are processed beyond hashing. For a configuration this is free.
    func isTapped(_ claim: Claim) -> Bool {
        claim.mediaType?.isConfig == true || configurations.contains(claim) || isReadBeyondHash(claim)
    }

    /// Processes the bytes of a blob as this run needs them.
    func tap(_ claim: Claim) -> LayerTap {
        LayerTap(
            claim, unpacks: request.policy.depth == .unpack, isConfiguration: configurations.contains(claim))
    }

    /// Whether an earlier proof covers everything that this run needs.
    ///
    /// A verdict needs more of a configuration than its hash: a proof of the same bytes as a layer does not cover it. What one kind
    /// of node gets and takes proves nothing for another.
    func suffices(_ proof: Proof, for claim: Claim) -> Bool {
        // The size of a manifest is known only if an index lists it.
        guard proof.size == claim.size || claim.kind == .manifest && claim.size == nil,
            proof.nodes.isSuperset(of: request.policy.nodes.all)
        else { return false }
        if configurations.contains(claim) {
            // The platform and the diff_ids themselves are only in the text.
            let needsText = request.policy.depth == .unpack || mustRead.contains(claim)
            return proof.layerCount != nil && !needsText
        }
        return proof.diffID != nil || !isReadBeyondHash(claim)
    }

    /// The outcome of an earlier round of a hold, if this round needs no more.
    func settled(_ claim: Claim) -> ClaimRunner.Outcome? {
        guard let outcome = memory.settled(claim), !claim.demandsMore(than: outcome.result.claim) else { return nil }
        guard request.policy.depth.provesBlobs, configurations.contains(claim) else { return outcome }
        return outcome.isReadAsConfiguration ? outcome : nil
    }

    /// The notices besides the verdict: those of the run, then those of its inputs.
    var notices: [Notice] {
        get async { await ledger.notices + request.inputNotices }
    }

    /// The hash states of a blob that was ever verified, if the ledger has them, and the time of that proof.
    package func checkpoints(of digest: Digest, size: Int64) async -> (list: CheckpointList, provenAt: Date?)? {
        await ledger.checkpoints(of: digest, size: size)
    }

    /// The retry plan for a path.
    func retryPlan(suspect: Bool) -> RetryPlan {
        let policy = request.policy
        return RetryPlan(retries: policy.retries, pace: policy.pace, flapping: policy.flapping, suspect: suspect)
    }

    /// The requests of this run so far.
    var requests: Int { client.requests - requestsBefore }

    /// Records claims covered by earlier proofs.
    func recordReused(_ results: [ClaimResult]) async {
        await ledger.recordReused(results.map { ($0, path(of: $0.claim)) })
    }

    package func registry(_ name: RegistryName) -> RegistryBackends? { request.registries[name] }

    func path(of claim: Claim) -> ProofPath {
        let sharing = registry(claim.backend.registry)?.sharesProofs ?? false
        return ProofPath(
            registry: claim.backend.registry, backend: claim.backend.name,
            repository: sharing ? nil : claim.repository, digest: claim.digest,
            machine: machine(of: claim.backend))
    }

    /// The machine that a path on this backend belongs to, if its address belongs to one.
    func machine(of backend: Backend) -> String? {
        backend.isMachineLocal ? request.machine ?? request.vantage : nil
    }

    /// A fault of a request. A cancelled one is no evidence about the backend. Only a signal is an interruption;
    /// whatever else ended it was a deadline.
    func fault(_ fault: SeenFault, before goal: Evidence.Goal) -> SeenFault {
        guard fault.code == .accessInterrupted, (control.reason ?? .deadline) == .deadline else { return fault }
        return SeenFault(.accessDeadline, .stopped(by: .deadline, before: goal))
    }

    /// Whether a document is left unread because the run was stopped. Thousands of manifests of 8 MiB take minutes to parse;
    /// small ones are still evaluated.
    func isTooLateToParse(_ document: [UInt8]?) -> Bool {
        Self.isTooLate(isStopped: Task.isCancelled, bytes: document?.count ?? 0)
    }

    static func isTooLate(isStopped: Bool, bytes: Int) -> Bool { isStopped && bytes > smallDocument }

    private static let smallDocument = 64 << 10

    /// The result of a claim that was not proven because the run was stopped.
    ///
    /// - Parameters:
    ///   - attempts: The complete attempts.
    ///   - last: The attempt that the stop ended.
    ///   - transfer: How far the bytes had come.
    func stopped(
        _ claim: Claim, attempts: [JudgedObservation] = [], last: JudgedObservation? = nil,
        transfer: PartialTransfer? = nil
    ) -> ClaimResult {
        let stop = control.reason ?? .deadline
        var attempts = attempts
        var fault = SeenFault(
            stop == .deadline ? .accessDeadline : .accessInterrupted, .stopped(by: stop, before: .proof))
        // A transfer that the whole deadline would not have sufficed for is a fault of the backend.
        if stop == .deadline, let ended = transfer ?? last.flatMap({ PartialTransfer(claim, $0.observation) }),
            let deadline = request.policy.deadline,
            TurnRule.isTooSlow(ended, for: deadline, hadItsTurn: transfer != nil)
        {
            fault = SeenFault(.accessSlow, .unfinished(transfer: ended))
            if let last { attempts.append(JudgedObservation(last.observation, code: fault.code, fault.evidence)) }
        }
        return ClaimResult(
            claim: claim, status: .faulty(ClaimConclusion.finding(fault, claim)), attempts: attempts)
    }
}

extension PartialTransfer {
    /// `nil` if nothing arrived, or if the size is not known.
    fileprivate init?(_ claim: Claim, _ observation: Observation) {
        guard let size = claim.size, size > 0, observation.bodyBytes > 0, observation.bodyBytes < size else {
            return nil
        }
        self.init(
            backend: claim.backend.name, received: observation.bodyBytes, size: size,
            milliseconds: Int64((observation.timing.total - observation.timing.held) / .milliseconds(1)))
    }
}
