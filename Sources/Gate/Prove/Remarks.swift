internal import OCI
internal import Record

/// What to report of replies whose bytes are right: pure.
///
/// A client that uses `Docker-Content-Digest` must hold it against the body (distribution-spec, Pulling blobs). Beside a
/// digest that was asked for it changes nothing for those that hash, so that it is reported, once for each backend.
enum Remarks {
    /// Adds the remarks to what each backend showed of an image.
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

    /// A digest of another algorithm is not the same text and may be right.
    private static func contradicts(_ named: String, _ digest: Digest) -> Bool {
        guard let other = try? Digest(parsing: named) else { return true }
        return other.algorithm == digest.algorithm && other != digest
    }
}
