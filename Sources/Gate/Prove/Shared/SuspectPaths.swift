internal import Ledger
internal import OCI
internal import Record
internal import Registry

/// The proven claims that are served from the same place as wrong bytes of this run. Their proofs are older than the fault, or the
/// place does not always send the same; either way they are pulled again.
enum SuspectPaths {
    private struct Source: Hashable {
        let backend: Backend
        let digest: Digest
        let place: ProofSource.Place
    }

    static func all(in results: [ClaimResult]) -> [Claim] {
        let faulty = Set(results.flatMap(sources))
        guard !faulty.isEmpty else { return [] }
        return results.filter { result in
            place(of: result.status).map {
                faulty.contains(Source(backend: result.claim.backend, digest: result.claim.digest, place: $0))
            } ?? false
        }.map(\.claim)
    }

    /// Whether a fault is one of the place that served the content, not of the repository alone.
    static func isOfSource(_ result: ClaimResult) -> Bool {
        guard let code = result.status.finding?.code else { return false }
        switch code.family {
        case .content: return !code.isForCorrectBytes
        // A repository may lack what the storage has; a storage that lacks it lacks it for all.
        case .absence: return result.attempts.contains { $0.code?.family == .absence && $0.observation.leftRegistry }
        case .access: return false
        }
    }

    private static func sources(of result: ClaimResult) -> [Source] {
        guard isOfSource(result) else { return [] }
        let claim = result.claim
        return result.attempts.compactMap { attempt in
            guard let family = attempt.code?.family, family != .access,
                let place = ProofSource.Place(attempt.observation, of: claim.backend)
            else { return nil }
            return Source(backend: claim.backend, digest: claim.digest, place: place)
        }
    }

    private static func place(of status: Status) -> ProofSource.Place? {
        switch status {
        case .verified(let blob): blob.source?.place
        case .reused(let proof): proof.source?.place
        case .shared(let blob): blob.bytes.source.place
        case .present, .notAsked, .planned, .otherShard, .faulty: nil
        }
    }
}
