internal import OCI
internal import Record
internal import Registry

/// Remarks about replies whose bytes are right.
///
/// A client that uses `Docker-Content-Digest` must compare it with the body (distribution-spec, Pulling blobs). For a request
/// by digest a mismatch does not affect clients that hash, so it is only reported, once per backend.
enum Remarks {
    /// Adds the remarks to the views of an image.
    static func add(to facts: inout RunFacts) {
        for image in facts.images.indices {
            let name = facts.images[image].reference
            for view in facts.images[image].views.indices {
                let remark = remark(on: facts.images[image].views[view], of: name, facts.claims)
                if let remark { facts.images[image].views[view].findings.append(remark) }
            }
        }
    }

    private static func remark(on view: Run.View, of name: ImageReference, _ claims: [Run.Claim]) -> Finding? {
        let lies = view.claims.map { claims[$0] }.compactMap { claim -> (digest: Digest, named: ServerText)? in
            guard let verified = claim.status.verified, !verified.isFromElsewhere, let named = verified.namedDigest,
                contradicts(named, claim.digest)
            else { return nil }
            return (claim.digest, ServerText(safe: named))
        }
        guard let first = lies.first else { return nil }
        return Finding(
            .contentHeader, weight: .reported,
            at: FaultPlace(
                name.registry, backend: view.backend, repository: name.repository, digest: first.digest),
            .misnamed(named: first.named, more: lies.count - 1))
    }

    /// Whether the reply with a blob names another digest.
    static func isMisnamed(_ blob: VerifiedBlob) -> Bool {
        blob.observation.headers["docker-content-digest"].map { contradicts($0.description, blob.claim.digest) }
            ?? false
    }

    /// A digest with another algorithm differs as text but may be right.
    private static func contradicts(_ named: String, _ digest: Digest) -> Bool {
        guard let other = try? Digest(parsing: named) else { return true }
        return other.algorithm == digest.algorithm && other != digest
    }
}
