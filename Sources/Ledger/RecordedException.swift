package import Foundation
package import OCI

/// Somebody's word that a known fault of a blob may pass until some time: recorded, expiring, and never hidden.
package struct RecordedException: Hashable, Sendable, Identifiable {
    /// Its number in the ledger; numbers rise and are never used again.
    package let id: Int64
    /// The content whose fault may pass.
    package let digest: Digest
    /// The backend on which it may; `nil` for each.
    package let backend: String?
    /// The registry under whose name it may; `nil` for each.
    package let registry: RegistryName?
    package let reason: String
    package let who: String
    /// When it was recorded, to the millisecond.
    package let createdAt: Date
    /// When it ends by itself, to the millisecond.
    package let expiresAt: Date
    /// When somebody ended it before, to the millisecond.
    package let withdrawnAt: Date?

    /// Whether it holds at a time: recorded by then, not run out, not withdrawn.
    ///
    /// A clock that was set back must not make one hold for ever: one that is from more than five minutes ahead of
    /// `date` does not hold.
    package func isActive(at date: Date) -> Bool {
        let now = Milliseconds(date)
        return Milliseconds(expiresAt) > now && !Milliseconds(createdAt).isInTheFuture(at: now) && withdrawnAt == nil
    }

    /// Whether it is about some content on some backend of some registry.
    package func covers(_ digest: Digest, on backend: String, of registry: RegistryName) -> Bool {
        self.digest == digest && (self.backend ?? backend) == backend && (self.registry ?? registry) == registry
    }
}
