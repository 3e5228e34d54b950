import Foundation
import GRDB
import Testing

@testable import Ledger

/// A ledger that a command only reads.
struct ReadingTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Opens it as a user would who cannot write to it. Tests may run as root, who always can.
    private func openUnwritable() throws -> LedgerStore {
        try LedgerStore.connectForReading(
            LedgerFile(scratch.ledger), waitingUpTo: .seconds(1), now: { Date() })
    }

    @Test(arguments: [LedgerUse.reading, .changing]) func aMissingLedgerIsNotCreated(use: LedgerUse) async throws {
        for path in [scratch.ledger, scratch.folder + "/sub/ledger.sqlite"] {
            let error = await expectError(.missing) { _ = try LedgerStore.open(at: path, for: use) }
            #expect(error?.path == path)
        }
        #expect(try scratch.names().isEmpty)
    }

    @Test func anEmptyFileStaysEmpty() async throws {
        #expect(FileManager.default.createFile(atPath: scratch.ledger, contents: Data()))
        let error = await expectError(.notALedger) { _ = try LedgerStore.open(at: scratch.ledger, for: .reading) }
        #expect(error?.reason == "it is empty")
        #expect(try scratch.names() == ["ledger.sqlite"])
        #expect(LedgerFile(scratch.ledger).size == 0)
    }

    @Test func aLedgerIsReadWithoutWriting() async throws {
        let writer = try scratch.open()
        let run = try await writer.prove(path())
        try writer.close()
        let before = try Data(contentsOf: URL(filePath: scratch.ledger))
        let store = try openUnwritable()
        #expect(try await store.runs(limit: 9).map(\.id) == [run])
        _ = await expectError(.readOnly) { _ = try await store.begin(start()) }
        #expect(try scratch.names() == ["ledger.sqlite"])
        #expect(try Data(contentsOf: URL(filePath: scratch.ledger)) == before)
    }

    @Test func aLedgerInUseIsReadWithItsWAL() async throws {
        let writer = try scratch.open()
        let run = try await writer.prove(path())
        #expect(LedgerFile(scratch.ledger + "-wal").size > 0)
        #expect(try await openUnwritable().runs(limit: 9).map(\.id) == [run])
        try writer.close()
    }

    /// Old records must not be shown as the newest ones.
    @Test func aWALThatCannotBeReadIsReported() async throws {
        let writer = try scratch.open()
        try await writer.prove(path())
        let copy = try Scratch()
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: scratch.ledger + suffix, toPath: copy.ledger + suffix)
        }
        let error = await expectError(.readOnly) {
            _ = try LedgerStore.connectForReading(
                LedgerFile(copy.ledger), waitingUpTo: .seconds(1), now: { Date() })
        }
        #expect(error?.reason?.contains("\(copy.ledger)-wal") == true)
        try writer.close()
    }

    @Test func aLedgerOfAnOlderVersionIsReported() async throws {
        try scratch.open().close()
        let other = try scratch.connect()
        try await other.write { db in
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier LIKE '6%'")
        }
        try other.close()
        _ = await expectError(.olderVersion) { _ = try openUnwritable() }
    }
}
