import Foundation
import GRDB

/// The SQLite database of proofs, shared by all users and processes on a host.
///
/// Every write is one `BEGIN IMMEDIATE` transaction: it acquires the write lock before it reads, so two gates can
/// neither decide on the same state nor deadlock. Work runs on the connection's own queue and is not cancelled with the
/// calling task: a verified blob is recorded even if the run is being interrupted (invariant 7).
package final class LedgerStore: Sendable {
    /// The absolute path of the file; `:memory:` for an in-memory ledger.
    package let path: String

    let now: @Sendable () -> Date
    private let queue: DatabaseQueue
    private let files: OpenFiles?
    private let patience: Duration

    /// - Parameter files: The files that the connection has open; `nil` if no one else can change them.
    init(
        queue: DatabaseQueue, path: String, files: OpenFiles?, waitingUpTo patience: Duration,
        now: @escaping @Sendable () -> Date
    ) {
        self.queue = queue
        self.path = path
        self.files = files
        self.patience = patience
        self.now = now
    }

    /// An in-memory ledger, for a run that stores nothing.
    package static func inMemory() throws(LedgerError) -> LedgerStore {
        try inMemory(now: { Date() })
    }

    static func inMemory(now: @escaping @Sendable () -> Date) throws(LedgerError) -> LedgerStore {
        do {
            let queue = try DatabaseQueue()
            try Schema.migrator.migrate(queue)
            return LedgerStore(queue: queue, path: ":memory:", files: nil, waitingUpTo: .zero, now: now)
        } catch {
            throw LedgerError(error, path: ":memory:")
        }
    }

    /// Moves the file aside after it was found `damaged` during a run, so that the next `open` starts a new one. This
    /// store keeps the moved file open and must not be used any more.
    ///
    /// - Returns: The new file name, or `nil` if another process has already moved it.
    package func moveAsideAfterDamage() throws(LedgerError) -> String? {
        guard let identity = files?.database else { return nil }
        let file = LedgerFile(path)
        let lock = try file.lockFolder(waitingUpTo: patience)
        defer { lock?.release() }
        guard file.identity == identity, file.wasLedger else { return nil }
        return try file.setAside(at: now())
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        try await transaction(.immediate, body)
    }

    /// Does the work, and undoes it: only its result remains.
    func rehearse<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        try await transaction(.immediate, keepsChanges: false, body)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        try await transaction(.deferred, body)
    }

    func outsideTransaction(_ body: @escaping @Sendable (Database) throws -> Void) async throws(LedgerError) {
        try await perform(body)
    }

    /// Keeps a connection open until the process ends. To close it, SQLite would use the lost index of the WAL, and might
    /// delete a WAL with the proofs of other processes.
    static func keepOpen(_ queue: DatabaseQueue) { _ = Unmanaged.passRetained(queue) }

    /// Closes the connection, so that a test can change the file underneath.
    func close() throws { try queue.close() }

    /// Closes the connection at the end of the process, so that SQLite moves the content of the WAL into the database. A ledger whose
    /// files were changed by another program stays open, as does one that still works: the WAL keeps its content.
    package func finish() {
        guard (try? files?.check()) != nil else { return }
        try? queue.close()
    }

    private func transaction<Value: Sendable>(
        _ kind: Database.TransactionKind, keepsChanges: Bool = true,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        try await perform { db in
            var outcome: Value?
            try db.inTransaction(kind) {
                outcome = try body(db)
                return keepsChanges ? .commit : .rollback
            }
            guard let outcome else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            return outcome
        }
    }

    private func perform<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        let files = files
        let result = await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { db in
                continuation.resume(
                    returning: Result {
                        try files?.check()
                        return try body(db)
                    })
            }
        }
        // Whatever was read or written since the index of the WAL was lost is not true.
        if let loss = files?.loss {
            Self.keepOpen(queue)
            throw loss
        }
        do {
            return try result.get()
        } catch {
            throw LedgerError(error, path: path, waited: patience)
        }
    }
}
