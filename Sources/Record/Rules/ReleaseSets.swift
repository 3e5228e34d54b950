internal import OCI

/// How the rollback set ended: the images to which the deploy would return.
package struct RollbackStatus: Codable, Hashable, Sendable {
    /// What faults of it mean to the deploy.
    package let policy: RollbackPolicy
    /// Over its images, those included that the deploy starts too.
    package let verdict: Verdict
    /// How many images it has.
    package let images: Int
    /// How many of them are verified.
    package let verified: Int
    /// Whether it is the new set: then there is nothing to return to.
    package let equalsNew: Bool

    /// Whether its faults are only reported, and the deploy continues.
    package var isWaived: Bool { policy.waives(verdict) }
}

/// Which images and claims decide a run's verdict, and which only matter for a rollback.
struct ReleaseSets {
    private let images: [Run.Image]
    private let hasNew: Bool
    private let onlyRollback: Set<Int>

    init(_ images: [Run.Image]) {
        self.images = images
        hasNew = images.contains { !$0.isRollbackOnly }
        let decisive = Set(images.lazy.filter { !$0.isRollbackOnly }.flatMap { $0.views.flatMap(\.claims) })
        onlyRollback = Set(images.lazy.filter(\.isRollbackOnly).flatMap { $0.views.flatMap(\.claims) })
            .subtracting(decisive)
    }

    /// Whether an image decides whatever the policy says. Where nothing is new, the rollback set is the release.
    func decides(_ image: Run.Image) -> Bool { !hasNew || !image.isRollbackOnly }

    /// Whether a claim does, by its place: one that the new set shares belongs to the new set.
    func decides(_ claim: Int) -> Bool { !hasNew || !onlyRollback.contains(claim) }

    func counted(_ verdict: Verdict, of image: Run.Image, by policy: RollbackPolicy) -> Verdict {
        decides(image) ? verdict : policy.counted(verdict)
    }

    func counted(_ verdict: Verdict, of claim: Int, by policy: RollbackPolicy) -> Verdict {
        decides(claim) ? verdict : policy.counted(verdict)
    }

    /// The findings whose verdicts decide, what is undecided included.
    func decisive(_ claims: [Run.Claim], by policy: RollbackPolicy) -> [Finding] {
        images.filter { decides($0) || policy == .block }.flatMap(\.allFindings)
            + claims.enumerated().filter { decides($0.offset) || policy == .block }.compactMap(\.element.finding)
    }

    /// How the rollback set ended, images that the deploy starts too included; `nil` where there is none.
    func status(_ policy: RollbackPolicy) -> RollbackStatus? {
        let set = images.filter { $0.sets.contains(.rollback) }
        guard !set.isEmpty else { return nil }
        let new = images.filter { $0.sets.contains(.new) }
        return RollbackStatus(
            policy: hasNew ? policy : .block, verdict: Verdict.combined(set.map(\.verdict)), images: set.count,
            verified: set.count { $0.verdict == .verified }, equalsNew: Set(set.map(key)) == Set(new.map(key)))
    }

    /// What a name leads to, so that two tags of one image are one.
    private func key(_ image: Run.Image) -> String {
        let reference = image.reference
        let digests = Set(image.views.map(\.digest))
        guard let digest = digests.first, digests.count == 1, let digest else { return reference.description }
        return "\(reference.registry)/\(reference.repository)@\(digest)"
    }
}
