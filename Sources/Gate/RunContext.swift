internal import Foundation
internal import Layer
internal import Ledger
internal import OCI
internal import Registry

/// What all parts of one run share.
struct RunContext: Sendable {
    let client: RegistryClient
    let ledger: LedgerKeeper
    let request: GateRequest
    let observer: any RunObserver
    /// Ends the look that is going on.
    var control: RunControl
    let started: Date
    /// Paths that the run which is looked at again had proven.
    let provenBefore: Set<ProofPath>
    /// What the backends have shown so far.
    let certificates = ShownCertificates()
    /// Configurations that have to be read even where they are proven: only they tell an image's platform.
    var mustRead: Set<Claim> = []
    /// What the run has pulled so far.
    let pulled = ByteTally()
    /// What earlier looks of a hold left.
    var memory = LookMemory()

    /// What spot checks have put in doubt.
    var doubts = SpotDoubts()

    /// Proofs taken before this are not reused.
    var reuseSince: Date {
        if request.policy.readsAll { return .distantFuture }
        return request.policy.fresh || request.recheckOf != nil
            ? started : started.addingTimeInterval(-(request.policy.maxAge / .seconds(1)))
    }

    /// Since when a proof has to be for it to stand for a read of a claim that is about to be pulled.
    func acceptsProofsSince(of claim: Claim) -> Date {
        if memory.isSuspect(claim) { return .distantFuture }
        return max(doubts.acceptsProofsSince(of: claim) ?? reuseSince, reuseSince)
    }

    /// Whether a proof of the bytes is too little: the layer has to be unpacked, or the configuration read.
    func isReadBeyondHash(_ claim: Claim) -> Bool {
        if mustRead.contains(claim) { return true }
        guard request.policy.depth == .unpack, let type = claim.mediaType else { return false }
        return type.isConfig || LayerFormat(type) != nil
    }

    /// Whether the bytes of a blob are pulled: a configuration that has to be read is at every depth.
    func provesBytes(of claim: Claim) -> Bool { request.policy.depth.provesBlobs || mustRead.contains(claim) }

    /// Whether more than the hash is wanted of bytes that are pulled anyway: a configuration costs nothing more.
    func isTapped(_ claim: Claim) -> Bool { claim.mediaType?.isConfig == true || isReadBeyondHash(claim) }

    /// Whether an earlier proof says all that this run wants to know.
    func suffices(_ proof: Proof, for claim: Claim) -> Bool {
        proof.size == claim.size && (proof.diffID != nil || !isReadBeyondHash(claim))
    }

    /// What a person should know besides the verdict: of the run, then of its inputs.
    var notices: [String] { get async { await ledger.notices + request.inputNotices } }

    /// What decides how often a path is asked.
    func retryPlan(suspect: Bool) -> RetryPlan {
        let policy = request.policy
        return RetryPlan(retries: policy.retries, pace: policy.pace, flapping: policy.flapping, suspect: suspect)
    }

    func registry(_ name: RegistryName) -> RegistryBackends? { request.registries[name] }

    func path(of claim: Claim) -> ProofPath {
        let sharing = registry(claim.backend.registry)?.sharesProofs ?? false
        return ProofPath(
            registry: claim.backend.registry, backend: claim.backend.name,
            repository: sharing ? nil : claim.repository, digest: claim.digest)
    }

    /// The finding for a claim that was not proven since the run was ended.
    func stopped(_ claim: Claim, attempts: [Attempt] = []) -> ClaimResult {
        let (code, seen): (FindingCode, String) =
            switch control.reason {
            case .signal(let number): (.accessInterrupted, "signal \(number) came before this was proven")
            case .deadline, nil: (.accessDeadline, "the deadline passed before this was proven")
            }
        let finding = ClaimConclusion.finding(code, claim, attempts, seen: seen)
        return ClaimResult(claim: claim, standing: .faulty(finding), attempts: attempts)
    }
}
