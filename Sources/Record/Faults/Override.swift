package import Foundation
package import OCI

/// A recorded decision to let a known fault pass: by whom, why, and until when.
///
/// It proves nothing. The fault stays in every report, and nothing is recorded as proven.
package struct Override: Codable, Hashable, Sendable, Identifiable {
    /// Its number in the ledger.
    package let id: Int64
    /// The content whose fault may pass; `nil` for a name.
    package let digest: Digest?
    /// The repository of `tag`.
    package let repository: RepositoryName?
    /// The tag whose fault may pass, if it is not about content.
    package let tag: Tag?
    /// The backend that it applies to; `nil` for all.
    package let backend: String?
    /// The registry that it applies to; `nil` for all.
    package let registry: RegistryName?
    package let reason: String
    package let who: String
    package let createdAt: Date
    /// When it expires.
    package let expiresAt: Date
    /// When it was withdrawn, if it was.
    package let withdrawnAt: Date?

    /// The maximum lifetime of an override.
    package static let longest = Duration.seconds(7 * 86_400)

    package init(
        id: Int64, digest: Digest, backend: String?, registry: RegistryName?, reason: String, who: String,
        createdAt: Date, expiresAt: Date, withdrawnAt: Date? = nil
    ) {
        self.init(
            id: id, OverrideScope(.content(digest), backend: backend, registry: registry), reason: reason, who: who,
            createdAt: createdAt, expiresAt: expiresAt, withdrawnAt: withdrawnAt)
    }

    package init(
        id: Int64, _ scope: OverrideScope, reason: String, who: String, createdAt: Date, expiresAt: Date,
        withdrawnAt: Date? = nil
    ) {
        self.id = id
        switch scope.subject {
        case .content(let digest):
            self.digest = digest
            repository = nil
            tag = nil
        case .tag(let repository, let tag):
            digest = nil
            self.repository = repository
            self.tag = tag
        }
        backend = scope.backend
        registry = scope.registry
        self.reason = reason
        self.who = who
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.withdrawnAt = withdrawnAt
    }

    /// The tolerated clock difference between two machines, in seconds.
    private static let clockTolerance: TimeInterval = 300

    /// Whether it is in effect at this time. An override dated in the future was made by a clock that was wrong.
    package func isActive(at date: Date) -> Bool {
        withdrawnAt == nil && expiresAt > date && createdAt <= date.addingTimeInterval(Self.clockTolerance)
    }

    /// Whether it applies to this fault. One that is seen only by comparing backends is on none of them, and needs an
    /// override for all.
    package func covers(_ place: FaultPlace) -> Bool {
        let isSubject =
            digest.map { place.digest == $0 }
            ?? (tag != nil && place.digest == nil && place.tag == tag && place.repository == repository)
        return isSubject && (backend == nil || backend == place.backend)
            && (registry == nil || registry == place.registry)
    }

    /// The content in short, or the name.
    package var subject: String {
        digest?.short ?? "\(repository?.description ?? ""):\(tag?.description ?? "")"
    }

    /// The whole digest, or the name.
    package var wholeSubject: String { digest?.description ?? subject }
}

/// An override and the findings that it waived in a run.
package struct UsedOverride: Hashable, Sendable {
    package let override: Override
    /// The findings that would have refused or left something undecided without it.
    package let findings: [Finding]
}

extension Sequence<Finding> {
    /// The overrides that waived any of these findings, ordered by number.
    package var usedOverrides: [UsedOverride] {
        Dictionary(grouping: filter { $0.override != nil }) { $0.override }
            .compactMap { override, findings in override.map { UsedOverride(override: $0, findings: findings) } }
            .sorted { $0.override.id < $1.override.id }
    }
}
