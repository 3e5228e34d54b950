internal import Foundation
internal import Ledger
internal import OCI
internal import Record
internal import Registry

extension ClaimRunner {
    /// What may be proven by bytes of other repositories, with what earlier runs proved.
    func sharedBytes(among claims: [Claim]) async -> SharedBytes {
        let candidates = claims.filter(context.mayShare)
        let backends = Dictionary(candidates.map { (context.path(of: $0).withoutRepository, $0.backend) }) { first, _ in
            first
        }
        let proofs = await context.ledger.proofsWithSource(like: Array(backends.keys))
        let known = proofs.compactMap { proof -> ProvenBytes? in
            guard let backend = backends[proof.path.withoutRepository],
                proof.isReusable(
                    endpoint: backend.fingerprint, notBefore: context.reuseSince, now: .now,
                    certificates: context.certificates[backend])
            else { return nil }
            return ProvenBytes(proof, on: backend)
        }
        return SharedBytes(candidates, known: known, suffices: context.suffices)
    }

    /// Proves a claim by bytes of another repository, if the backend serves both from the same place; `nil` if only a pull can
    /// tell.
    func share(_ claim: Claim, _ bytes: ProvenBytes) async -> Outcome? {
        var blob: SharedBlob?
        switch bytes.source.place {
        case .storage:
            let head = await context.client.head(ofBlob: claim.digest, of: claim.repository, from: claim.backend)
            context.certificates.note(head, of: claim.backend)
            blob = Judge.judge(head: head, of: claim, like: bytes)
        case .object:
            let reply = await context.client.object(ofBlob: claim.digest, of: claim.repository, from: claim.backend)
            context.pulled.add(reply.observation.bodyBytes)
            blob = Judge.judge(reply, of: claim, like: bytes)
        }
        blob?.nodes = bytes.nodes.intersection(context.request.policy.nodes.all)
        return blob.map {
            let attempt = JudgedObservation($0.observation, code: nil, .present)
            return Outcome(
                result: ClaimResult(claim: claim, status: .shared($0), attempts: [attempt]),
                configuration: bytes.configuration)
        }
    }
}

extension RunContext {
    /// Whether a claim may be proven by bytes of another repository.
    func mayShare(_ claim: Claim) -> Bool {
        claim.kind != .manifest && claim.size != nil && provesBytes(of: claim) && !request.policy.readsAll
            && registry(claim.backend.registry)?.sharesProofs != true && !suspects.contains(claim)
            && !rereads.contains(claim)
            && !memory.isSuspect(claim) && doubts.oldestUsableProof(of: claim) == nil
            // Each kind of node has requests of its own.
            && nodes.all.count == 1
            // Nodes ask the URLs of a descriptor before the registry.
            && (claim.urls.isEmpty || !nodes.asksURLs)
    }

    /// Whether bytes show everything that this run needs of a claim besides their hash.
    func suffices(_ bytes: ProvenBytes, for claim: Claim) -> Bool {
        guard bytes.nodes.isSuperset(of: request.policy.nodes.all) else { return false }
        if configurations.contains(claim) {
            if bytes.configuration != nil { return true }
            return bytes.layerCount != nil && request.policy.depth != .unpack && !mustRead.contains(claim)
        }
        return bytes.diffID != nil || !isReadBeyondHash(claim)
    }
}

extension ProofPath {
    /// The path to the same content under any repository.
    fileprivate var withoutRepository: ProofPath {
        ProofPath(registry: registry, backend: backend, repository: nil, digest: digest, machine: machine)
    }
}
