/// The effect of an import.
package struct ImportResult: Hashable, Sendable, Codable {
    /// The number of proofs imported.
    package internal(set) var taken = 0
    /// The number of proofs already known: the ledger has one at least as recent.
    package internal(set) var known = 0
    /// The number of proofs overridden by a refusal of the same or a later time.
    package internal(set) var contradicted = 0
    /// The number of proofs dated in the future, because of a wrong clock.
    package internal(set) var fromTheFuture = 0
    /// The number of proofs and refusals of backends that belong to another machine.
    package internal(set) var ofOtherMachines = 0
    /// The number of refusals that were new.
    package internal(set) var refusals = 0
    /// The number of proofs in this ledger that a refusal erased.
    package internal(set) var erased = 0
    /// The run that represents the import in this ledger; `nil` if no proof was imported.
    package internal(set) var run: Int64?
}
