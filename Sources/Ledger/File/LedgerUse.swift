/// What a command does with a ledger.
package enum LedgerUse: Sendable {
    /// It records a run: a missing ledger is created, and a damaged one is moved aside.
    case recording
    /// It changes records of an existing ledger.
    case changing
    /// It only reads an existing ledger, which may be on a read-only file system.
    case reading

    var creates: Bool { self == .recording }
}
