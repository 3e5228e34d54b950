package import Foundation

/// What a request for the lease of a path came to.
package enum LeaseOutcome: Hashable, Sendable {
    /// The lease is the caller's: it pulls, then records, which gives the lease back.
    case acquired
    /// Nothing is left to do: a proof that the caller accepts stands.
    case proven(Proof)
    /// Another gate is pulling this path; the lease is free again at the latest at `until`, unless it is renewed.
    case held(by: String, until: Date)
}
