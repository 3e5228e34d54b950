internal import OCI
internal import Registry
internal import Release

/// Which images and claims decide a run's verdict, and which stand only for the way back: pure.
struct ReleaseSets {
    private let images: [ImageResult]
    private let hasNew: Bool
    private let decisive: Set<Claim>
    private let onlyRollback: Set<Claim>

    init(_ images: [ImageResult]) {
        self.images = images
        hasNew = images.contains { !$0.use.isRollbackOnly }
        decisive = Set(images.lazy.filter { !$0.use.isRollbackOnly }.flatMap { $0.views.flatMap(\.claims) })
        onlyRollback = Set(images.lazy.filter { $0.use.isRollbackOnly }.flatMap { $0.views.flatMap(\.claims) })
            .subtracting(decisive)
    }

    /// Whether an image decides whatever the policy says. Where nothing is new, the rollback set is the release.
    func decides(_ image: ImageResult) -> Bool { !hasNew || !image.use.isRollbackOnly }

    /// Whether a claim does: one that the new set shares is one of the new set.
    func decides(_ claim: Claim) -> Bool { !hasNew || !onlyRollback.contains(claim) }

    func counted(_ verdict: Verdict, of image: ImageResult, by policy: RollbackPolicy) -> Verdict {
        decides(image) ? verdict : policy.counted(verdict)
    }

    func counted(_ verdict: Verdict, of claim: Claim, by policy: RollbackPolicy) -> Verdict {
        decides(claim) ? verdict : policy.counted(verdict)
    }

    /// The findings whose verdicts decide, what is undecided included.
    func decisive(_ images: [ImageResult], _ claims: [ClaimResult], by policy: RollbackPolicy) -> [Finding] {
        images.filter { decides($0) || policy == .block }.flatMap { $0.findings + $0.views.flatMap(\.findings) }
            + claims.filter { decides($0.claim) || policy == .block }.compactMap(\.finding)
    }

    /// How the rollback set stands, images that the deploy starts too included.
    func standing(_ policy: RollbackPolicy) -> RollbackStanding? {
        let set = images.filter { $0.use.sets.contains(.rollback) }
        guard !set.isEmpty else { return nil }
        let new = images.filter { $0.use.sets.contains(.new) }
        return RollbackStanding(
            policy: hasNew ? policy : .block, verdict: Verdict.combined(set.map(\.verdict)), images: set.count,
            verified: set.count { $0.verdict == .verified }, equalsNew: Set(set.map(key)) == Set(new.map(key)))
    }

    /// What a name leads to, so that two tags of one image are one.
    private func key(_ image: ImageResult) -> String {
        let reference = image.use.reference
        let digests = Set(image.views.map(\.digest))
        guard let digest = digests.first, digests.count == 1, let digest else { return reference.description }
        return "\(reference.registry)/\(reference.repository)@\(digest)"
    }
}
