internal import OCI
internal import Release

/// From results to the verdicts of images and of the run: pure.
struct Decision {
    let images: [ImageResult]
    let claims: [ClaimResult]
    let findings: [Finding]
    let verdict: Verdict
    /// How the rollback set stands; `nil` where none was named.
    let rollback: RollbackStanding?

    init(
        images: [ImageResult], claims: [ClaimResult], depth: Depth = .full, rollback policy: RollbackPolicy = .block
    ) {
        let byClaim = Dictionary(claims.map { ($0.claim, $0) }) { first, _ in first }
        self.images = images.map { image in
            var decided = image
            decided.verdict = Verdict.combined(
                [Self.verdict(of: image, byClaim)] + (depth.provesBlobs ? [] : [.unproven]))
            return decided
        }
        self.claims = claims
        let all =
            images.flatMap { $0.findings + $0.views.flatMap(\.findings) } + claims.compactMap(\.finding)
        findings = all.enumerated().sorted { left, right in
            let ranks = (Self.rank(left.element), Self.rank(right.element))
            return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : left.offset < right.offset
        }.map(\.element)
        let sets = ReleaseSets(self.images)
        // A release without images proves nothing.
        verdict =
            images.isEmpty
            ? .undecided
            : Verdict.combined(
                zip(self.images, images).map { decided, image in
                    let parts = [decided.verdict] + (image.findings + image.views.flatMap(\.findings)).map(\.verdict)
                    return sets.counted(Verdict.combined(parts), of: decided, by: policy)
                } + claims.map { sets.counted($0.standing.verdict, of: $0.claim, by: policy) })
        rollback = sets.standing(policy)
    }

    private static func verdict(of image: ImageResult, _ results: [Claim: ClaimResult]) -> Verdict {
        let findings = image.findings + image.views.flatMap(\.findings)
        let claims = image.views.flatMap(\.claims).map { results[$0]?.standing.verdict ?? .undecided }
        // A backend on which the name led nowhere has a finding of its own; none at all would be unknown, not good.
        let unresolved = image.views.contains { $0.claims.isEmpty && $0.findings.isEmpty }
        // What is only reported does not refuse, and proves nothing: something must have been proven somewhere.
        let proven = image.views.lazy.flatMap(\.claims).contains { claim in
            // Somebody has answered for what an override lets pass.
            results[claim].map { $0.standing.isProof || $0.standing.verdict == .overridden } ?? false
        }
        return Verdict.combined(findings.map(\.verdict) + claims + (unresolved || !proven ? [.undecided] : []))
    }

    /// Worst first: what refuses, then what leaves undecided; faults before their consequences.
    private static func rank(_ finding: Finding) -> Int {
        let weight =
            switch finding.weight {
            case .refuses: 0
            case .undecided: 10
            case .reported: 20
            }
        let consequence: Set<FindingCode> = [.accessWithheld, .accessGivenUp, .accessDeadline, .accessInterrupted]
        return weight + (consequence.contains(finding.code) ? 5 : 0)
    }
}
