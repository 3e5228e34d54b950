internal import OCI
internal import Registry

/// What is to be told of replies whose bytes are right: pure.
///
/// A client that uses `Docker-Content-Digest` must hold it against the body (distribution-spec, Pulling blobs). Beside a
/// digest that was asked for it changes nothing for those that hash, so that it is reported, once for each backend.
enum Remarks {
    /// The remarks on what one backend showed of an image.
    static func of(_ view: ImageView, _ use: RepositoryName, _ results: [Claim: ClaimResult]) -> [Finding] {
        let lies = view.claims.compactMap { claim -> (claim: Claim, result: ClaimResult, named: ServerText)? in
            guard let result = results[claim], case .verified(let blob) = result.standing, !blob.isFromElsewhere,
                let named = blob.observation.headers["docker-content-digest"], contradicts(named, claim.digest)
            else { return nil }
            return (claim, result, named)
        }
        guard let first = lies.first else { return [] }
        let more = lies.count > 1 ? "; so for \(lies.count - 1) more" : ""
        return [
            Finding(
                code: .contentHeader, weight: .reported, backend: view.backend, registry: view.backend.registry,
                repository: use, digest: first.claim.digest,
                seen: "the bytes that were asked for, with Docker-Content-Digest: \(first.named)\(more)",
                attempts: first.result.attempts)
        ]
    }

    /// A digest of another algorithm is not the same text and may be right.
    private static func contradicts(_ named: ServerText, _ digest: Digest) -> Bool {
        guard let other = try? Digest(parsing: named.description) else { return true }
        return other.algorithm == digest.algorithm && other != digest
    }
}
