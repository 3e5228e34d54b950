import Foundation
import GRDB

/// An open ledger, and where a damaged one was moved to.
package struct OpenedLedger: Sendable {
    package let store: LedgerStore
    /// The file that a damaged ledger was moved to; `nil` if none was.
    package let setAside: String?
}

extension LedgerStore {
    /// Opens the ledger at a path. For recording, it is created if it is missing, with folders for this user alone.
    ///
    /// For recording, a damaged ledger is moved aside as `NAME.damaged-<UTC time>`, together with SQLite's companion files,
    /// and a new one is started. A file that never was a ledger, a ledger of a newer version, and a file that others can
    /// change are not touched.
    ///
    /// - Parameter time: How long to wait for other processes, here and in each call on the store.
    package static func open(
        at path: String, for use: LedgerUse = .recording, waitingUpTo time: Duration = .seconds(5)
    ) throws(LedgerError) -> OpenedLedger {
        try open(at: path, for: use, waitingUpTo: time, now: { Date() }, pragmas: [])
    }

    static func open(
        at path: String, for use: LedgerUse = .recording, waitingUpTo time: Duration,
        now: @escaping @Sendable () -> Date, pragmas: [String]
    ) throws(LedgerError) -> OpenedLedger {
        let file = try LedgerFile.checked(path, for: use)
        // Two processes that open the same new, outdated or damaged file must not both create, migrate or move it.
        let lock = try file.lockFolder(waitingUpTo: time)
        defer { lock?.release() }
        do throws(LedgerError) {
            let store =
                use == .reading && !file.isWritable
                ? try connectForReading(file, waitingUpTo: time, now: now)
                : try connect(to: file, for: use, waitingUpTo: time, now: now, pragmas: pragmas)
            return OpenedLedger(store: store, setAside: nil)
        } catch {
            guard error.code == .damaged else { throw error }
            guard file.wasLedger else { throw LedgerError(.notALedger, path: file.path, reason: file.guess) }
            guard use == .recording else { throw error }
        }
        let setAside = try file.setAside(at: now())
        let store = try connect(to: file, for: use, waitingUpTo: time, now: now, pragmas: pragmas)
        return OpenedLedger(store: store, setAside: setAside)
    }

    private static func connect(
        to file: LedgerFile, for use: LedgerUse, waitingUpTo time: Duration, now: @escaping @Sendable () -> Date,
        pragmas: [String]
    ) throws(LedgerError) -> LedgerStore {
        // What others can write proves nothing. A file that has just been created is empty.
        let isNew = use.creates ? try file.create() : false
        if !isNew, let doubt = LedgerTrust.doubt(about: file) {
            throw LedgerError(.untrusted, path: file.path, reason: doubt)
        }
        // SQLite takes an empty file for a new database.
        if !use.creates, file.size == 0 { throw LedgerError(.notALedger, path: file.path, reason: file.guess) }
        return try connected(to: file.path, file, waitingUpTo: time, now: now) { configuration in
            configuration.prepareDatabase { db in
                for pragma in pragmas { try db.execute(sql: pragma) }
            }
        } preparing: { queue in
            try queue.inDatabase { db in
                try rejectOthers(db, file)
                try db.execute(sql: "PRAGMA journal_mode = WAL")
                // A commit survives the death of the process, as invariant 7 requires, because the system has the pages.
                // It may not survive a power loss: then the last proofs are missing, which costs a second pull but never a
                // wrong verdict.
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                try checkPages(db, file)
            }
            try Schema.migrator.migrate(queue)
        }
    }

    /// Opens a ledger that this user cannot write to.
    static func connectForReading(
        _ file: LedgerFile, waitingUpTo time: Duration, now: @escaping @Sendable () -> Date
    ) throws(LedgerError) -> LedgerStore {
        if let doubt = LedgerTrust.doubt(about: file) {
            throw LedgerError(.untrusted, path: file.path, reason: doubt)
        }
        let wal = LedgerFile(file.path + "-wal")
        var path = file.path
        // SQLite reads a WAL only through its index. Without a WAL, the file is all there is.
        if LedgerFile(file.path + "-shm").identity == nil {
            guard wal.size == 0 else {
                throw LedgerError(
                    .readOnly, path: file.path,
                    reason: "a process that ended early left its last records in \(wal.path), which are not merged yet")
            }
            path = "file:\(file.path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path)?immutable=1"
        }
        return try connected(to: path, file, waitingUpTo: time, now: now) { configuration in
            configuration.readonly = true
        } preparing: { queue in
            try queue.inDatabase { db in
                try rejectOthers(db, file)
                guard try Schema.migrator.hasCompletedMigrations(db) else {
                    throw LedgerError(.olderVersion, path: file.path, reason: "it must be migrated first")
                }
                try checkPages(db, file)
            }
        }
    }

    private static func connected(
        to path: String, _ file: LedgerFile, waitingUpTo time: Duration, now: @escaping @Sendable () -> Date,
        configuring: (inout Configuration) -> Void, preparing: (DatabaseQueue) throws -> Void
    ) throws(LedgerError) -> LedgerStore {
        let lostBefore = OpenFiles.lostIndexes
        var files: OpenFiles { OpenFiles(of: file, lostBefore: lostBefore) }
        do {
            var configuration = Configuration()
            configuration.label = "ledger"
            configuration.busyMode = .callback(BusyWait(upTo: time).waits)
            configuring(&configuration)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            do {
                try preparing(queue)
            } catch {
                if files.loss != nil { keepOpen(queue) }
                throw error
            }
            return LedgerStore(queue: queue, path: file.path, files: files, waitingUpTo: time, now: now)
        } catch {
            throw files.loss ?? LedgerError(error, path: file.path, waited: time)
        }
    }

    private static func rejectOthers(_ db: Database, _ file: LedgerFile) throws {
        if try Schema.isForeign(db) {
            throw LedgerError(.notALedger, path: file.path, reason: "it is another program's database")
        }
        if let migration = try Schema.unknownMigrations(db).last {
            throw LedgerError(
                .newerVersion, path: file.path, reason: "unknown migration \"\(migration)\"")
        }
    }

    private static func checkPages(_ db: Database, _ file: LedgerFile) throws {
        guard file.size <= quickCheckLimit else { return }
        let found = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
        guard found == "ok" else { throw LedgerError(.damaged, path: file.path, reason: found) }
    }

    /// The size in bytes up to which every page is checked on opening: 20,000 proofs, which take 20 ms. Damage in a
    /// larger file is found when it is read; checking 100,000 proofs would add 80 ms to every run.
    private static let quickCheckLimit: Int64 = 8 << 20
}
