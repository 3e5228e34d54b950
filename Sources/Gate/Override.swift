package import Foundation
internal import Ledger
package import OCI

/// A recorded exception under which a known fault may pass: who said so, why, and until when.
///
/// It proves nothing: the fault stays in every report, and nothing is recorded as proven.
package struct Override: Hashable, Sendable, Identifiable {
    /// Its number in the ledger.
    package let id: Int64
    /// The content whose fault may pass.
    package let digest: Digest
    /// The backend on which it may; `nil` for each.
    package let backend: String?
    /// The registry under whose name it may; `nil` for each.
    package let registry: RegistryName?
    /// Why.
    package let reason: String
    /// Who said so.
    package let who: String
    /// When it was recorded.
    package let createdAt: Date
    /// When it ends by itself.
    package let expiresAt: Date

    /// The longest time that one may hold.
    package static let longest = Duration.seconds(7 * 86_400)

    init(_ exception: RecordedException) {
        id = exception.id
        digest = exception.digest
        backend = exception.backend
        registry = exception.registry
        reason = exception.reason
        who = exception.who
        createdAt = exception.createdAt
        expiresAt = exception.expiresAt
    }
}

/// An override with what it let pass in a run.
package struct UsedOverride: Sendable {
    /// The override.
    package let override: Override
    /// The findings that would have refused, or left undecided, without it.
    package let findings: [Finding]
}

extension GateRun {
    /// The overrides that let a fault of this run pass, in the order of their numbers.
    package var overrides: [UsedOverride] {
        Dictionary(grouping: findings.filter { $0.override != nil }) { $0.override }
            .compactMap { override, findings in override.map { UsedOverride(override: $0, findings: findings) } }
            .sorted { $0.override.id < $1.override.id }
    }
}
