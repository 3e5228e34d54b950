internal import Foundation
internal import Ledger
internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// Access to the ledger for a run. The ledger saves work, but a verdict never depends on it being available.
///
/// After the first error it is no longer used. The rest of the run proves everything again and records nothing, and the error
/// becomes a notice. A ledger failure can only make a verdict slower.
actor LedgerKeeper {
    /// How long the lease of a gate that no longer renews it stays valid.
    static let leaseLifetime = Duration.seconds(30)

    private var store: LedgerStore?
    private let observer: any RunObserver
    private(set) var notices: [Notice]
    private(set) var run: RunID?
    /// The paths whose lease another gate held when this one last asked.
    private var awaited: Set<ProofPath> = []
    nonisolated let holder: String

    init(store: LedgerStore?, vantage: String, observer: any RunObserver, notices: [Notice]) {
        self.store = store
        self.observer = observer
        self.notices = notices
        holder = LeaseHolder(host: vantage).description
        for notice in notices { observer.observe(.notice(notice)) }
    }

    /// Reports a notice once.
    func report(_ notice: Notice) {
        guard note(notice) else { return }
        observer.observe(.notice(notice))
    }

    /// Keeps a notice for the record without announcing it: it explains a fault, and every report shows it next to that fault.
    @discardableResult
    func note(_ notice: Notice) -> Bool {
        guard !notices.contains(notice) else { return false }
        notices.append(notice)
        return true
    }

    func begin(_ request: GateRequest, at date: Date) async {
        run = await ask { store throws(LedgerError) in
            try await store.begin(
                RunStart(
                    startedAt: date, vantage: request.vantage, version: request.version,
                    command: request.command.rawValue,
                    request: request.inputs, recheckOf: request.recheckOf))
        }
    }

    func finish(_ record: Run, images: [RunImage]) async {
        guard let run else { return }
        await ask { store throws(LedgerError) in try await store.finish(run, record, images: images) }
    }

    /// The images of other runs that used the content, newest first.
    func uses(of digest: Digest, in registry: RegistryName, limit: Int) async -> [RecordedUse] {
        let run = run
        return await ask { store throws(LedgerError) in
            try await store.uses(of: digest, in: registry, excluding: run, limit: limit)
        } ?? []
    }

    func proofs(for paths: [ProofPath]) async -> [ProofPath: Proof] {
        await ask { store throws(LedgerError) in try await store.proofs(for: paths) } ?? [:]
    }

    /// The proofs of contents under any repository that may be served from the same place.
    func proofsWithSource(like paths: [ProofPath]) async -> [Proof] {
        await ask { store throws(LedgerError) in try await store.proofsWithSource(like: paths) } ?? []
    }

    /// The manifests of some repositories that were proven.
    func manifests(
        in repositories: Set<ProofRepository>, since date: Date,
        where isWanted: @escaping @Sendable (StoredManifest) -> Bool
    ) async -> StoredManifests {
        await ask { store throws(LedgerError) in
            try await store.manifests(in: repositories, since: date, where: isWanted)
        } ?? StoredManifests()
    }

    /// Records for which kinds of nodes the replies before references by digest were right.
    func recordRoots(_ roots: [ProofPath: Set<NodeKind>]) async {
        guard run != nil, !roots.isEmpty else { return }
        await ask { store throws(LedgerError) in try await store.recordRoots(roots) }
    }

    /// Records that a proven manifest is faulty all the same. The next run reads it again, because the fault may be in the reply.
    func withdraw(_ result: ClaimResult, path: ProofPath) async {
        guard run != nil else { return }
        await recordFault(result, path: path)
        await deleteProof(of: path, notAfter: .now)
    }

    /// The repositories of a registry in which the content is known, the most recent first.
    func names(of digest: Digest, in registry: RegistryName) async -> [RepositoryName] {
        let places = await ask { store throws(LedgerError) in try await store.places(of: digest) } ?? []
        return places.filter { $0.registry == registry }.compactMap(\.repository)
    }

    /// The record of an earlier run; `nil` if it did not end or was pruned.
    func record(of run: RunID) async -> Run? {
        (await ask { store throws(LedgerError) in try await store.run(run) } ?? nil)?.run
    }

    func verifiedPaths(in run: RunID) async -> Set<ProofPath> {
        await ask { store throws(LedgerError) in try await store.verifiedPaths(in: run) } ?? []
    }

    /// The hash states of a blob that was ever verified, and the time of that proof. A blob too small to have states needs no
    /// ledger.
    func checkpoints(of digest: Digest, size: Int64) async -> (list: CheckpointList, provenAt: Date?)? {
        if size < CheckpointList.interval, let function = digest.algorithm.function {
            return CheckpointList(function, size: size, states: []).map { ($0, nil) }
        }
        let stored = await ask { store throws(LedgerError) in try await store.checkpoints(of: digest) } ?? nil
        guard let stored, stored.size == size else { return nil }
        return stored.list(of: digest).map { ($0, stored.provenAt) }
    }

    /// All overrides ever recorded; empty without a ledger.
    func overrides() async -> [Override] {
        await ask { store throws(LedgerError) in try await store.overrides() } ?? []
    }

    func everProven(_ group: ClaimGroup, sharing: Bool) async -> Bool {
        let repository = sharing ? nil : group.repository
        return await ask { store throws(LedgerError) in
            try await store.everProven(group.registry, repository, group.digest)
        } ?? false
    }

    func acquire(
        _ path: ProofPath, acceptingProofSince date: Date, endpoint: String, certificates: Set<String>,
        suffices: @escaping @Sendable (Proof) -> Bool
    ) async -> LeaseOutcome {
        let holder = holder
        let isAwaited = awaited.contains(path)
        let outcome =
            await ask { store throws(LedgerError) in
                try await store.acquire(
                    path, holder: holder, lifetime: Self.leaseLifetime, acceptingProofSince: date, endpoint: endpoint,
                    certificates: certificates, looksFirst: isAwaited, suffices: suffices)
            } ?? .acquired
        if case .held = outcome { awaited.insert(path) } else { awaited.remove(path) }
        return outcome
    }

    /// Releases the lease of a path that is pulled later.
    func release(_ path: ProofPath) async {
        let holder = holder
        await ask { store throws(LedgerError) in try await store.release(path, holder: holder) }
    }

    /// The first part of a blob that an earlier process read.
    func partial(of path: ProofPath) async -> StoredPartial? {
        await ask { store throws(LedgerError) in try await store.partial(of: path) } ?? nil
    }

    /// Records the first part of a blob that is being read; `nil` without a ledger.
    func begin(_ partial: StoredPartial) async -> PartialID? {
        guard run != nil else { return nil }
        return await ask { store throws(LedgerError) in try await store.begin(partial) }
    }

    /// Records more of it.
    func extend(_ id: PartialID, with states: [Data]) async {
        await ask { store throws(LedgerError) in try await store.extend(id, with: states) }
    }

    /// Forgets a first part that does not fit.
    func erasePartial(of path: ProofPath) async {
        await ask { store throws(LedgerError) in try await store.erasePartial(of: path) }
    }

    /// Records that a claim is faulty.
    func recordFault(_ result: ClaimResult, path: ProofPath) async { await record(result, path: path, proof: nil) }

    /// Records the result of a claim.
    ///
    /// - Parameter facts: What a proof says besides the bytes; `nil` if it would count for this run only, so that none is kept.
    func record(_ result: ClaimResult, path: ProofPath, proof facts: ProofFacts?) async {
        guard let run, let record = Self.record(of: result, path: path) else { return }
        let holder = holder
        switch result.status {
        case .verified(let blob) where blob.isFromElsewhere:
            await ask { store throws(LedgerError) in
                try await store.recordReuse([record], run: run)
                // Without a proof, nothing else gives the lease back before the run ends, and another run may wait for it
                // while this one waits for a lease of that run.
                try await store.release(path, holder: holder)
            }
        case .verified(let blob):
            // Content that flapped passes in this run only; the next run reads it again.
            guard let facts, result.remark == nil else {
                await ask { store throws(LedgerError) in
                    try await store.recordFailure(record, run: run, erasingProof: true, lease: holder)
                }
                return
            }
            var proof = Proof(
                path: path, size: blob.size, endpoint: result.claim.backend.fingerprint,
                address: blob.observation.remote?.description, cacheStatus: blob.observation.cacheStatus,
                provenAt: blob.begun ?? .now, run: run, diffID: blob.diffID, layerCount: facts.layerCount,
                certificate: facts.certificate,
                isReadThrough: CacheReply(blob.observation.cacheStatus).map { _ in blob.isReadThrough },
                nodes: blob.nodes)
            proof.source = blob.source
            let kept = proof
            let checkpoints = blob.checkpoints.flatMap { StoredCheckpoints($0) }
            await ask { store throws(LedgerError) in
                try await store.record(
                    kept, claim: record, lease: holder, checkpoints: checkpoints,
                    readSince: blob.begun ?? blob.observation.started, manifest: facts.manifest)
            }
        case .shared(let blob):
            let proof = blob.bytes.proof(of: path, for: blob.nodes, in: run)
            await ask { store throws(LedgerError) in
                try await store.recordShared(proof, claim: record, run: run, lease: holder)
            }
        case .reused, .present:
            await ask { store throws(LedgerError) in try await store.recordReuse([record], run: run) }
        case .faulty(let finding):
            await ask { store throws(LedgerError) in
                try await store.recordFailure(
                    record, run: run, erasingProof: finding.code.family != .access,
                    erasingSource: SuspectPaths.isOfSource(result), lease: holder)
            }
        case .planned, .notAsked, .otherShard: break
        }
    }

    /// Records claims covered by earlier proofs in one transaction. A release may reuse many thousands.
    func recordReused(_ results: [(result: ClaimResult, path: ProofPath)]) async {
        guard let run, !results.isEmpty else { return }
        let records = results.compactMap { Self.record(of: $0.result, path: $0.path) }
        await ask { store throws(LedgerError) in try await store.recordReuse(records, run: run) }
    }

    /// Records that a spot check of a proven path was right.
    func recordSpotCheck(of path: ProofPath, at date: Date) async {
        await ask { store throws(LedgerError) in try await store.recordSpotCheck(of: path, at: date) }
    }

    /// Deletes a proof that no longer covers the content of a cache.
    func deleteProof(of path: ProofPath, notAfter date: Date) async {
        await ask { store throws(LedgerError) in try await store.deleteProof(of: path, notAfter: date) }
    }

    /// Renews this gate's leases until it is canceled.
    func renewLeases() async {
        let holder = holder
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.leaseLifetime / 3)
            guard !Task.isCancelled else { return }
            await ask { store throws(LedgerError) in
                try await store.renew(holder: holder, lifetime: Self.leaseLifetime)
            }
        }
    }

    func releaseAll() async {
        let holder = holder
        await ask { store throws(LedgerError) in try await store.releaseAll(holder: holder) }
    }

    @discardableResult
    private func ask<Value: Sendable>(
        _ question: @Sendable (LedgerStore) async throws(LedgerError) -> Value
    ) async -> Value? {
        guard let current = store else { return nil }
        do {
            return try await question(current)
        } catch {
            giveUp(error)
            return nil
        }
    }

    private func giveUp(_ error: LedgerError) {
        guard let broken = store else { return }
        store = nil
        var name: String?
        if error.code == .damaged { name = try? broken.moveAsideAfterDamage() }
        report(.ledgerUnused(error: "\(error)", setAside: name))
    }

    /// The ledger entry of a claim; `nil` if nothing was requested.
    private static func record(of result: ClaimResult, path: ProofPath) -> ClaimRecord? {
        let (outcome, fault) = outcome(of: result.status)
        guard let outcome else { return nil }
        var size = result.claim.size ?? 0
        if case .verified(let blob) = result.status { size = blob.size }
        return ClaimRecord(
            path: path, size: size, kind: result.claim.kind.rawValue, outcome: outcome,
            code: (fault ?? result.remark?.code)?.rawValue, detail: ClaimDetail(result)?.encoded, at: .now)
    }

    private static func outcome(of status: Status) -> (ClaimOutcome?, FindingCode?) {
        switch status {
        case .verified: (.verified, nil)
        case .reused, .shared: (.reused, nil)
        case .present: (.present, nil)
        case .planned, .notAsked, .otherShard: (nil, nil)
        case .faulty(let finding):
            // An unreachable standby is only reported, but it refused nothing.
            (finding.weight == .undecided || finding.code.isUnreachability ? .undecided : .refused, finding.code)
        }
    }
}

/// The evidence of a claim as stored in the ledger.
private struct ClaimDetail: Encodable {
    let evidence: Evidence?
    let attempts: [Attempt]

    /// `nil` if there is no evidence.
    init?(_ result: ClaimResult) {
        guard result.finding != nil || !result.attempts.isEmpty else { return nil }
        evidence = result.finding?.evidence
        attempts = result.attempts.map(Attempt.init)
    }

    var encoded: Data? { try? RunCoding.encode(self) }
}
