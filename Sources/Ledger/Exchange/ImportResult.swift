/// What an import changed, and what it left alone.
package struct ImportResult: Hashable, Sendable, Codable {
    /// Proofs that were taken.
    package internal(set) var taken = 0
    /// Proofs that say nothing new: one as young or younger is there.
    package internal(set) var known = 0
    /// Proofs that a refusal, seen as late or later, stands against.
    package internal(set) var contradicted = 0
    /// Proofs that are from a time to come, by a clock that is wrong.
    package internal(set) var fromTheFuture = 0
    /// Refusals that were news.
    package internal(set) var refusals = 0
    /// Proofs of this ledger that a refusal erased.
    package internal(set) var erased = 0
    /// The run that stands for the import in this ledger; `nil` when no proof was taken.
    package internal(set) var run: Int64?
}
