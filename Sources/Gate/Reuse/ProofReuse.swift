internal import Foundation
internal import Ledger
internal import OCI
internal import Record
internal import Registry

/// Whether an earlier proof replaces a pull.
enum ProofReuse {
    case allowed
    case denied
    /// The backend shows another certificate now, which may mean another machine.
    case ofAnotherCertificate
}

extension RunContext {
    /// Whether an earlier proof replaces the pull of a claim. The rule is the same for blobs and manifests.
    func reuse(of proof: Proof, for claim: Claim) -> ProofReuse {
        let limit = provenBefore.contains(proof.path) ? Date.distantPast : reuseSince
        guard suffices(proof, for: claim), !memory.isSuspect(claim),
            proof.isReusable(endpoint: claim.backend.fingerprint, notBefore: limit, now: .now)
        else { return .denied }
        return proof.isOfAnotherCertificate(certificates[claim.backend]) ? .ofAnotherCertificate : .allowed
    }

    /// Splits blobs into those covered by an earlier proof and the rest.
    func reusing(_ claims: [Claim]) async -> (reused: [ClaimResult], rest: [Claim]) {
        guard request.policy.depth.provesBlobs else { return ([], claims) }
        let proofs = await ledger.proofs(for: claims.map { path(of: $0) })
        var reused: [ClaimResult] = []
        var rest: [Claim] = []
        var changed = ChangedCertificates()
        for claim in claims {
            // Nodes ask the URLs of a descriptor before the registry, so a proof of the backend is not enough.
            guard claim.urls.isEmpty || !nodes.asksURLs, let proof = proofs[path(of: claim)] else {
                rest.append(claim)
                continue
            }
            switch reuse(of: proof, for: claim) {
            case .allowed: reused.append(ClaimResult(claim: claim, status: .reused(proof), attempts: []))
            case .denied: rest.append(claim)
            case .ofAnotherCertificate:
                rest.append(claim)
                changed.note(proof, on: claim.backend)
            }
        }
        await changed.report(to: ledger)
        return (reused, rest)
    }

    /// The manifests that need no request, with their bytes. A request costs about as much as a lease, so manifests have none.
    func reusingManifests(_ claims: [Claim]) async -> [Claim: ClaimRunner.Outcome] {
        var reused: [Claim: ClaimRunner.Outcome] = [:]
        var changed = ChangedCertificates()
        for claim in claims {
            guard let (proof, reuse) = manifests.proof(of: claim, in: self) else { continue }
            switch reuse {
            case .allowed: reused[claim] = manifests.outcome(of: claim, in: self)
            case .denied: break
            case .ofAnotherCertificate: changed.note(proof, on: claim.backend)
            }
        }
        await changed.report(to: ledger)
        return reused
    }
}

/// The backends whose certificate is not that of their proofs.
private struct ChangedCertificates {
    private var runs: [Backend: RunID] = [:]

    mutating func note(_ proof: Proof, on backend: Backend) {
        runs[backend] = max(proof.run, runs[backend] ?? proof.run)
    }

    func report(to ledger: LedgerKeeper) async {
        for (backend, run) in runs.sorted(by: { ($0.key.registry, $0.key.name) < ($1.key.registry, $1.key.name) }) {
            await ledger.report(.certificateChanged(backend: backend.name, run: run.rawValue))
        }
    }
}
