import Foundation
import GRDB

/// An open ledger, and where a damaged one was moved to.
package struct OpenedLedger: Sendable {
    package let store: LedgerStore
    /// The file that a damaged ledger was moved to; `nil` if none was.
    package let setAside: String?
}

extension LedgerStore {
    /// Opens or creates the ledger at a path. Missing folders are created for this user alone.
    ///
    /// A damaged file is moved aside as `NAME.damaged-<UTC time>`, together with SQLite's companion files, and a new
    /// ledger is started. A file of a newer version or of another program, a text file, and a file that others can change
    /// are not touched.
    ///
    /// - Parameter time: How long to wait for other processes, here and in each call on the store.
    package static func open(
        at path: String, waitingUpTo time: Duration = .seconds(5)
    ) throws(LedgerError) -> OpenedLedger {
        try open(at: path, waitingUpTo: time, now: { Date() }, pragmas: [])
    }

    static func open(
        at path: String, waitingUpTo time: Duration, now: @escaping @Sendable () -> Date, pragmas: [String]
    ) throws(LedgerError) -> OpenedLedger {
        let file = try LedgerFile.checked(path)
        // Two processes that open the same new, outdated or damaged file must not both create, migrate or move it.
        let lock = try file.lockFolder(waitingUpTo: time)
        defer { lock?.release() }
        do throws(LedgerError) {
            let store = try connect(to: file, waitingUpTo: time, now: now, pragmas: pragmas)
            return OpenedLedger(store: store, setAside: nil)
        } catch {
            guard error.code == .damaged else { throw error }
            if file.isText {
                throw LedgerError(.cannotOpen, path: file.path, reason: "it is a text file, not a ledger")
            }
        }
        let setAside = try file.setAside(at: now())
        let store = try connect(to: file, waitingUpTo: time, now: now, pragmas: pragmas)
        return OpenedLedger(store: store, setAside: setAside)
    }

    private static func connect(
        to file: LedgerFile, waitingUpTo time: Duration, now: @escaping @Sendable () -> Date, pragmas: [String]
    ) throws(LedgerError) -> LedgerStore {
        // What others can write proves nothing. A file that has just been created is empty.
        if try !file.create(), let doubt = LedgerTrust.doubt(about: file) {
            throw LedgerError(.untrusted, path: file.path, reason: doubt)
        }
        do {
            var configuration = Configuration()
            configuration.label = "ledger"
            // GRDB passes SQLite the milliseconds as an Int32. No one waits for an hour.
            configuration.busyMode = .timeout(min(max(0, time.inSeconds), 3600))
            configuration.prepareDatabase { db in
                for pragma in pragmas { try db.execute(sql: pragma) }
            }
            let queue = try DatabaseQueue(path: file.path, configuration: configuration)
            try queue.inDatabase { db in try prepare(db, file) }
            try Schema.migrator.migrate(queue)
            return LedgerStore(
                queue: queue, path: file.path, identity: file.identity, waitingUpTo: time, now: now)
        } catch {
            throw LedgerError(error, path: file.path, waited: time)
        }
    }

    private static func prepare(_ db: Database, _ file: LedgerFile) throws {
        if try Schema.isForeign(db) {
            throw LedgerError(.cannotOpen, path: file.path, reason: "it is another program's database")
        }
        if let migration = try Schema.unknownMigrations(db).last {
            throw LedgerError(
                .newerVersion, path: file.path, reason: "unknown migration \"\(migration)\"")
        }
        try db.execute(sql: "PRAGMA journal_mode = WAL")
        // A commit survives the death of the process, as invariant 7 requires, because the system has the pages. It may
        // not survive a power loss: then the last proofs are missing, which costs a second pull but never a wrong
        // verdict.
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
        if file.size <= quickCheckLimit {
            let found = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
            guard found == "ok" else { throw LedgerError(.damaged, path: file.path, reason: found) }
        }
    }

    /// The size in bytes up to which every page is checked on opening: 20,000 proofs, which take 20 ms. Damage in a
    /// larger file is found when it is read; checking 100,000 proofs would add 80 ms to every run.
    private static let quickCheckLimit: Int64 = 8 << 20
}
