package import Foundation
internal import Layer
internal import Ledger
package import OCI
internal import Record
package import Registry
package import Transfer

/// What all parts of one run share.
package struct RunContext: Sendable {
    package let client: RegistryClient
    let ledger: LedgerKeeper
    package let request: GateRequest
    let observer: any RunObserver
    /// Ends the round that is going on.
    var control: RunControl
    let started: Date
    /// Paths that the run which is checked again had proven.
    let provenBefore: Set<ProofPath>
    /// What the backends have shown so far.
    let certificates = ShownCertificates()
    /// Configurations that have to be read even where they are proven: only they tell an image's platform.
    var mustRead: Set<Claim> = []
    /// What the run has pulled so far.
    let pulled = ByteTally()
    /// What earlier rounds of a hold left.
    var memory = RoundMemory()

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
    var notices: [Notice] {
        get async { await ledger.notices + request.inputNotices.map { .input(message: $0) } }
    }

    /// The running hash of a blob that was ever verified, where the ledger knows it, and since when.
    package func checkpoints(of digest: Digest, size: Int64) async -> (list: CheckpointList, provenAt: Date?)? {
        await ledger.checkpoints(of: digest, size: size)
    }

    /// What decides how often a path is asked.
    func retryPlan(suspect: Bool) -> RetryPlan {
        let policy = request.policy
        return RetryPlan(retries: policy.retries, pace: policy.pace, flapping: policy.flapping, suspect: suspect)
    }

    package func registry(_ name: RegistryName) -> RegistryBackends? { request.registries[name] }

    func path(of claim: Claim) -> ProofPath {
        let sharing = registry(claim.backend.registry)?.sharesProofs ?? false
        return ProofPath(
            registry: claim.backend.registry, backend: claim.backend.name,
            repository: sharing ? nil : claim.repository, digest: claim.digest)
    }

    /// The result of a claim that was not proven since the run was ended.
    func stopped(_ claim: Claim, attempts: [JudgedObservation] = []) -> ClaimResult {
        let stop = control.reason ?? .deadline
        let code: FindingCode = stop == .deadline ? .accessDeadline : .accessInterrupted
        let fault = SeenFault(code, .stopped(by: stop, before: .proof))
        return ClaimResult(
            claim: claim, status: .faulty(ClaimConclusion.finding(fault, claim)), attempts: attempts)
    }
}
