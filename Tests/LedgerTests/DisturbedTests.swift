import Foundation
import GRDB
import Testing

@testable import Ledger

/// Another program truncates, deletes or replaces a file of an open ledger.
struct DisturbedTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// The store must fail without ending the process, and what was committed before must be there for the next run.
    private func expectDisturbed(_ reason: String, _ change: () throws -> Void) async throws {
        let store = try scratch.open()
        let run = try await store.prove(path(1))
        try change()
        let error = await expectError(.disturbed) { try await store.prove(path(2)) }
        #expect(error?.reason == "another program \(reason)")
        // It stays unusable, and nothing is moved.
        _ = await expectError(.disturbed) { _ = try await store.proofs(for: [path(1)]) }
        #expect(try store.moveAsideAfterDamage() == nil)
        #expect(try scratch.names().filter { $0.contains("damaged") }.isEmpty)
        #expect(run.rawValue == 1)
    }

    @Test(arguments: [0, 4096]) func aTruncatedIndexDoesNotEndTheProcess(size: Int) async throws {
        let shm = scratch.ledger + "-shm"
        try await expectDisturbed("truncated \(shm)") {
            #expect(truncate(shm, off_t(size)) == 0)
        }
    }

    /// As when a reader or writer is inside SQLite at that moment.
    @Test func anIndexTruncatedDuringATransactionDoesNotEndTheProcess() async throws {
        let store = try scratch.open()
        try await store.prove(path(1))
        let shm = scratch.ledger + "-shm"
        _ = await expectError(.disturbed) {
            try await store.write { db in
                try db.execute(sql: "INSERT INTO word (text) VALUES ('a')")
                #expect(truncate(shm, 0) == 0)
                try db.execute(sql: "INSERT INTO word (text) VALUES ('b')")
            }
        }
        // Another ledger of the process is not concerned.
        let another = try Scratch()
        let other = try another.open()
        try await other.prove(path(1))
        try other.close()
        #expect(try another.names() == ["ledger.sqlite"])
    }

    @Test(arguments: ["-shm", "-wal", ""]) func aDeletedFileEndsTheUseOfTheLedger(suffix: String) async throws {
        let file = scratch.ledger + suffix
        try await expectDisturbed("deleted, moved or replaced \(file)") { #expect(unlink(file) == 0) }
    }

    @Test(arguments: ["-shm", "-wal", ""]) func aReplacedFileEndsTheUseOfTheLedger(suffix: String) async throws {
        let file = scratch.ledger + suffix
        try await expectDisturbed("deleted, moved or replaced \(file)") {
            let bytes = try Data(contentsOf: URL(filePath: file))
            try bytes.write(to: URL(filePath: file + ".new"))
            #expect(rename(file + ".new", file) == 0)
        }
    }

    /// SQLite reads the main file without mapping it.
    @Test(arguments: [0, 4096]) func aTruncatedDatabaseDoesNotEndTheProcess(size: Int) async throws {
        let filling = try scratch.open()
        for number in 1...100 { try await filling.prove(path(number)) }
        try filling.close()
        let store = try scratch.open()
        #expect(truncate(scratch.ledger, off_t(size)) == 0)
        await #expect(throws: LedgerError.self) {
            for number in 101...200 { try await store.prove(path(number)) }
            _ = try await store.entries()
        }
    }
}
