import Foundation
import GRDB
import OCI
import Record
import Testing

@testable import Ledger

struct ErrorTests {
    @Test(
        arguments: [
            (
                LedgerError.Code.cannotOpen, "the folder /srv/x cannot be created (Permission denied)", nil,
                """
                ledger /srv/x/ledger.sqlite cannot be opened: the folder /srv/x cannot be created (Permission denied); specify \
                a file in a folder that this user can write to
                """
            ),
            (
                .readOnly, nil, ResultCode.SQLITE_READONLY,
                """
                ledger /srv/x/ledger.sqlite cannot be written: SQLite reports "attempt to write a readonly database" (8); make \
                the file and its folder writable for all of its users, or specify another file
                """
            ),
            (
                .untrusted, "everyone can write to /srv/x", nil,
                """
                ledger /srv/x/ledger.sqlite is not trusted: everyone can write to /srv/x; let only this user write to the file \
                and its folder, or share it with a group in a setgid folder, or specify another file
                """
            ),
            (
                .locked, "other processes held its lock for 5.0 s", .SQLITE_BUSY,
                """
                ledger /srv/x/ledger.sqlite is locked: other processes held its lock for 5.0 s, SQLite reports "database is locked" \
                (5); stop the process that holds it, or wait and run again
                """
            ),
            (
                .full, nil, .SQLITE_FULL,
                """
                ledger /srv/x/ledger.sqlite cannot grow: SQLite reports "database or disk is full" (13); free space on its \
                file system, or prune old runs
                """
            ),
            (
                .damaged, nil, .SQLITE_NOTADB,
                """
                ledger /srv/x/ledger.sqlite is damaged: SQLite reports "file is not a database" (26); move it away to start a \
                new one, and check the disk
                """
            ),
            (
                .missing, "it cannot be read (No such file or directory)", nil,
                """
                ledger /srv/x/ledger.sqlite does not exist: it cannot be read (No such file or directory); check the path; \
                the first run with it creates it
                """
            ),
            (
                .notALedger, "it is a text file", nil,
                """
                ledger /srv/x/ledger.sqlite is not a ledger of blobgate: it is a text file; nothing was changed; specify \
                another file
                """
            ),
            (
                .disturbed, "another program truncated /srv/x/ledger.sqlite-shm", nil,
                """
                ledger /srv/x/ledger.sqlite was changed from outside while it was open: another program truncated \
                /srv/x/ledger.sqlite-shm; leave its -wal and -shm files to blobgate; the next run uses the ledger again
                """
            ),
            (
                .olderVersion, "it must be migrated first", nil,
                """
                ledger /srv/x/ledger.sqlite was written by an older version of blobgate: it must be migrated first; run \
                blobgate once as a user who can write to it and its folder
                """
            ),
            (
                .newerVersion, "unknown migration \"9\"", nil,
                """
                ledger /srv/x/ledger.sqlite was written by a newer version of blobgate: unknown migration "9"; use that \
                version, or specify another file
                """
            ),
            (
                .other, nil, nil,
                """
                ledger /srv/x/ledger.sqlite failed: unknown reason; check its file system; if that is healthy, \
                report a bug in blobgate
                """
            ),
        ] as [(LedgerError.Code, String?, ResultCode?, String)])
    func eachFaultHasOneSentence(
        code: LedgerError.Code, reason: String?, sqlite: ResultCode?, expected: String
    ) {
        let error = LedgerError(
            code, path: "/srv/x/ledger.sqlite", reason: reason,
            sqliteMessage: sqlite.flatMap { DatabaseError(resultCode: $0).message }, resultCode: sqlite?.rawValue)
        #expect(error.description == expected)
    }

    @Test func messagesArePrintableASCII() {
        let error = LedgerError(.other, path: "/srv/\u{e9}\n\u{1b}[2J", reason: "caf\u{e9}")
        #expect(
            error.description == """
                ledger /srv/\\u{00E9}\\n\\u{1B}[2J failed: caf\\u{00E9}; check its file system; if that is healthy, \
                report a bug in blobgate
                """)
    }

    @Test(arguments: [
        (ResultCode.SQLITE_CANTOPEN_ISDIR, LedgerError.Code.cannotOpen), (.SQLITE_PERM, .cannotOpen),
        (.SQLITE_READONLY_DIRECTORY, .readOnly), (.SQLITE_BUSY_SNAPSHOT, .locked), (.SQLITE_LOCKED, .locked),
        (.SQLITE_FULL, .full), (.SQLITE_IOERR_SHMSIZE, .full), (.SQLITE_CORRUPT_INDEX, .damaged),
        (.SQLITE_NOTADB, .damaged), (.SQLITE_IOERR_READ, .other), (.SQLITE_CONSTRAINT, .other),
    ])
    func eachResultCodeHasItsKind(sqlite: ResultCode, expected: LedgerError.Code) {
        let error = LedgerError(DatabaseError(resultCode: sqlite), path: "x")
        #expect(error.code == expected)
        #expect(error.resultCode == sqlite.rawValue)
    }
}

struct RefusedOpeningTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func reason(_ code: LedgerError.Code, _ path: String) async -> String? {
        await expectError(code) { _ = try LedgerStore.open(at: path, waitingUpTo: .milliseconds(100)) }?.reason
    }

    @Test func aParentThatIsAFile() async throws {
        #expect(FileManager.default.createFile(atPath: scratch.folder + "/file", contents: Data()))
        let parent = scratch.folder + "/file"
        #expect(await reason(.cannotOpen, parent + "/l") == "\(parent) is not a folder (Not a directory)")
        #expect(
            await reason(.cannotOpen, parent + "/sub/l")
                == "the folder \(parent)/sub cannot be created (Not a directory)")
    }

    @Test func aFolderThatCannotBeCreated() async {
        let message = await expectError(.cannotOpen) { _ = try LedgerStore.open(at: "/proc/blobgate/ledger.sqlite") }
        #expect(
            message?.description == """
                ledger /proc/blobgate/ledger.sqlite cannot be opened: the folder /proc/blobgate cannot be created (No \
                such file or directory); specify a file in a folder that this user can write to
                """)
    }

    @Test func aFileThatCannotBeCreated() async {
        #expect(await reason(.cannotOpen, "/proc/self/ledger")?.hasSuffix(")") == true)
    }

    @Test func notARegularFile() async {
        #expect(await reason(.cannotOpen, scratch.folder) == "this is not a regular file")
        #expect(await reason(.cannotOpen, "/dev/full") == "this is not a regular file")
        #expect(await reason(.cannotOpen, "") == "this is not a file name")
        #expect(await reason(.cannotOpen, ":memory:") == "a ledger in memory would be lost after the run")
        #expect(await reason(.cannotOpen, "/tmp/a\0b") == "this is not a file name")
    }

    @Test func aHeldFolderLock() async throws {
        let lock = try LedgerFile(scratch.ledger).lockFolder(waitingUpTo: .seconds(1))
        defer { lock?.release() }
        #expect(await reason(.locked, scratch.ledger) == "another process holds a lock on its folder")
    }
}

struct FaultyWriteTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Locks the file from another connection until the returned semaphore is signalled.
    private func keepLocked() async throws -> DispatchSemaphore {
        let other = try scratch.connect()
        let (held, release) = (AsyncStream.makeStream(of: Void.self), DispatchSemaphore(value: 0))
        other.asyncWriteWithoutTransaction { db in
            try? db.inTransaction(.exclusive) {
                held.continuation.yield()
                release.wait()
                return .rollback
            }
        }
        for await _ in held.stream { break }
        return release
    }

    @Test func waitingForALockTimesOut() async throws {
        let store = try scratch.open(waitingUpTo: .milliseconds(100))
        let release = try await keepLocked()
        let begun = ContinuousClock.now
        let error = await expectError(.locked) { _ = try await store.begin(start()) }
        let waited = ContinuousClock.now - begun
        #expect(waited > .milliseconds(90) && waited < .seconds(300))
        #expect(error?.resultCode == 5)
        #expect(error?.reason == "other processes held its lock for 0.1 s")
        #expect(try await store.proofs(for: [path()]).isEmpty)
        release.signal()
        try await store.prove(path())
    }

    @Test func aLockedFileIsNotMovedAside() async throws {
        let release = try await keepLocked()
        _ = await expectError(.locked) { _ = try scratch.open(waitingUpTo: .milliseconds(50)) }
        release.signal()
        try await scratch.open().prove(path())
        #expect(try scratch.names().filter { $0.contains("damaged") }.isEmpty)
    }

    @Test func aFullFileKeepsItsData() async throws {
        let run = try await scratch.open().prove(path())
        let store = try scratch.open(pragmas: ["PRAGMA max_page_count = 1"])
        let big = try end(.verified, at: at(0), noticeBytes: 1 << 20)
        let error = await expectError(.full) { try await store.finish(run, big) }
        #expect(error?.resultCode == 13)
        #expect(try await store.run(run)?.summary.verdict == nil)
        #expect(try await store.proofs(for: [path()]).count == 1)
    }

    @Test func aReadOnlyFileCanStillBeRead() async throws {
        try await scratch.open().prove(path())
        let store = try scratch.open(pragmas: ["PRAGMA query_only = 1"])
        _ = await expectError(.readOnly) { _ = try await store.begin(start()) }
        #expect(try await store.proofs(for: [path()]).count == 1)
    }
}
