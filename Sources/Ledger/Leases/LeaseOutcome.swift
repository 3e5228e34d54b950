package import Foundation

/// The result of a lease request.
package enum LeaseOutcome: Hashable, Sendable {
    /// The caller holds the lease: it pulls, then records, which releases the lease.
    case acquired
    /// Nothing to do: there is a proof that the caller accepts.
    case proven(Proof)
    /// Another gate is pulling this path. The lease expires at `until`, unless renewed.
    case held(by: String, until: Date)
}
