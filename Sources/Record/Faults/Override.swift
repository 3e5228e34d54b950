package import Foundation
package import OCI

/// A recorded decision to let a known fault pass: who made it, why, and until when.
///
/// It proves nothing: the fault stays in every report, and nothing is recorded as proven.
package struct Override: Codable, Hashable, Sendable, Identifiable {
    /// Its number in the ledger.
    package let id: Int64
    /// The content whose fault may pass.
    package let digest: Digest
    /// The backend on which it may; `nil` for each.
    package let backend: String?
    /// The registry under whose name it may; `nil` for each.
    package let registry: RegistryName?
    package let reason: String
    package let who: String
    package let createdAt: Date
    /// When it ends by itself.
    package let expiresAt: Date
    /// When it was ended by hand.
    package let withdrawnAt: Date?

    /// The longest that one may last.
    package static let longest = Duration.seconds(7 * 86_400)

    package init(
        id: Int64, digest: Digest, backend: String?, registry: RegistryName?, reason: String, who: String,
        createdAt: Date, expiresAt: Date, withdrawnAt: Date? = nil
    ) {
        self.id = id
        self.digest = digest
        self.backend = backend
        self.registry = registry
        self.reason = reason
        self.who = who
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.withdrawnAt = withdrawnAt
    }

    /// How far clocks of two machines may differ.
    private static let clockTolerance: TimeInterval = 300

    /// Whether it waives faults at this time. One from the future was made by a clock that has been corrected since.
    package func isActive(at date: Date) -> Bool {
        withdrawnAt == nil && expiresAt > date && createdAt <= date.addingTimeInterval(Self.clockTolerance)
    }

    /// Whether it is about this fault.
    package func covers(_ place: FaultPlace) -> Bool {
        guard place.digest == digest, let name = place.backend else { return false }
        return (backend ?? name) == name && (registry ?? place.registry) == place.registry
    }
}

/// An override and the findings that it waived in a run.
package struct UsedOverride: Hashable, Sendable {
    package let override: Override
    /// What would have refused, or left undecided, without it.
    package let findings: [Finding]
}

extension Sequence<Finding> {
    /// The overrides that waived some of these findings, in the order of their numbers.
    package var usedOverrides: [UsedOverride] {
        Dictionary(grouping: filter { $0.override != nil }) { $0.override }
            .compactMap { override, findings in override.map { UsedOverride(override: $0, findings: findings) } }
            .sorted { $0.override.id < $1.override.id }
    }
}
