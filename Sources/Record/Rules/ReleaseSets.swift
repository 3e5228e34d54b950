internal import OCI

/// The outcome of the rollback set: the images that a failed deploy returns to.
package struct RollbackStatus: Codable, Hashable, Sendable {
    /// The effect of its faults on the deploy.
    package let policy: RollbackPolicy
    /// The combined verdict of its images, including those that the deploy also starts.
    package let verdict: Verdict
    /// The number of its images.
    package let images: Int
    /// The number of verified images.
    package let verified: Int
    /// Whether it equals the new set, so that there is nothing to return to.
    package let equalsNew: Bool

    /// Whether its faults are only reported and the deploy continues.
    package var isWaived: Bool { policy.waives(verdict) }
}

/// Separates the images and claims that decide the verdict of a run from those of the rollback set alone.
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

    /// Whether an image counts regardless of the policy. Without a new set, the rollback set is the release.
    func decides(_ image: Run.Image) -> Bool { !hasNew || !image.isRollbackOnly }

    /// The same for a claim, by index. A claim shared by both sets belongs to the new set.
    func decides(_ claim: Int) -> Bool { !hasNew || !onlyRollback.contains(claim) }

    func counted(_ verdict: Verdict, of image: Run.Image, by policy: RollbackPolicy) -> Verdict {
        decides(image) ? verdict : policy.counted(verdict)
    }

    func counted(_ verdict: Verdict, of claim: Int, by policy: RollbackPolicy) -> Verdict {
        decides(claim) ? verdict : policy.counted(verdict)
    }

    /// The findings that decide the verdict, including undecided ones.
    func decisive(_ claims: [Run.Claim], by policy: RollbackPolicy) -> [Finding] {
        images.filter { decides($0) || policy == .block }.flatMap(\.allFindings)
            + claims.enumerated().filter { decides($0.offset) || policy == .block }.compactMap(\.element.finding)
    }

    /// The outcome of the rollback set, including images that the deploy also starts; `nil` if there is none.
    func status(_ policy: RollbackPolicy) -> RollbackStatus? {
        let set = images.filter { $0.sets.contains(.rollback) }
        guard !set.isEmpty else { return nil }
        let new = images.filter { $0.sets.contains(.new) }
        return RollbackStatus(
            policy: hasNew ? policy : .block, verdict: Verdict.combined(set.map(\.verdict)), images: set.count,
            verified: set.count { $0.verdict == .verified }, equalsNew: Set(set.map(key)) == Set(new.map(key)))
    }

    /// The identity of the content, so that two tags of one image count once.
    private func key(_ image: Run.Image) -> String {
        let reference = image.reference
        let digests = Set(image.views.map(\.digest))
        guard let digest = digests.first, digests.count == 1, let digest else { return reference.description }
        return "\(reference.registry)/\(reference.repository)@\(digest)"
    }
}
