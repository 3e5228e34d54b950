import Foundation
import GRDB
import Record
import Testing

@testable import Ledger

struct DamageTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Fills a ledger until its tables have inner pages, all in the main file.
    private func fill() async throws {
        let store = try scratch.open()
        let run = try await store.begin(start())
        for number in 1...300 {
            try await store.record(aProof(path(number), run: run), claim: claim(path(number)), lease: nil)
        }
        try store.close()
        #expect(try scratch.names() == ["ledger.sqlite"])
    }

    private func change(_ body: (inout Data) -> Void) throws {
        let url = URL(filePath: scratch.ledger)
        var data = try Data(contentsOf: url)
        body(&data)
        try data.write(to: url)
    }

    @Test(arguments: ["header", "truncated", "page"])
    func aDamagedFileIsMovedAsideAndReported(how: String) async throws {
        try await fill()
        try change { data in
            let middle = data.count / 2 / 4096 * 4096
            switch how {
            case "header": data.replaceSubrange(0..<100, with: repeatElement(0x5a, count: 100))
            case "truncated": data = data.prefix(middle + 1000)
            default: data.replaceSubrange(middle..<middle + 4096, with: repeatElement(0, count: 4096))
            }
        }
        let damaged = try Data(contentsOf: URL(filePath: scratch.ledger))
        let clock = Clock()
        let opened = try LedgerStore.open(
            at: scratch.ledger, waitingUpTo: .seconds(1), now: { clock.date }, pragmas: [])
        #expect(opened.setAside == scratch.ledger + ".damaged-20250615T150640Z")
        #expect(try Data(contentsOf: URL(filePath: #require(opened.setAside))) == damaged)
        #expect(try await opened.store.proofs(for: [path(1)]).isEmpty)
        try await opened.store.prove(path(1))
        #expect(try await opened.store.proofs(for: [path(1)]).count == 1)
    }

    /// Neither a command that records nor one that reads moves or changes what never was a ledger.
    @Test(arguments: [
        ("text", "it is a text file"), ("image", "its content is something else"),
        ("zeros", "its content is something else"), ("database", "it is another program's database"),
    ])
    func aFileThatNeverWasALedgerIsLeftAlone(kind: String, guess: String) async throws {
        switch kind {
        case "text": try write(Data("version: 1\nregistries: [{name: caf\u{e9}.test}]\n".utf8))
        case "image":
            try write(Data([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + [UInt8](repeating: 0x5a, count: 9000)))
        case "zeros": try write(Data(count: 8192))
        default: try await scratch.connect().write { db in try db.execute(sql: "CREATE TABLE places (id)") }
        }
        let before = try Data(contentsOf: URL(filePath: scratch.ledger))
        for use in [LedgerUse.recording, .changing, .reading] {
            let error = await expectError(.notALedger) { _ = try LedgerStore.open(at: scratch.ledger, for: use) }
            #expect(
                error?.description
                    == "ledger \(scratch.ledger) is not a ledger of blobgate: \(guess); nothing was changed; specify another "
                    + "file")
            #expect(try Data(contentsOf: URL(filePath: scratch.ledger)) == before)
        }
        #expect(try scratch.names() == ["ledger.sqlite"])
    }

    private func write(_ data: Data) throws { try data.write(to: URL(filePath: scratch.ledger)) }

    /// A database of another program whose pages are damaged is not ours to move either.
    @Test func aDamagedDatabaseOfAnotherProgramIsLeftAlone() async throws {
        try await scratch.connect().write { db in
            try db.execute(sql: "CREATE TABLE places (id); INSERT INTO places VALUES (zeroblob(20000))")
        }
        try change { $0.replaceSubrange(100..<4096, with: repeatElement(0x5a, count: 3996)) }
        _ = await expectError(.notALedger) { _ = try LedgerStore.open(at: scratch.ledger) }
        #expect(try scratch.names() == ["ledger.sqlite"])
    }

    @Test(arguments: [LedgerUse.reading, .changing]) func onlyARecordingCommandMovesADamagedLedger(
        use: LedgerUse
    ) async throws {
        try await fill()
        try damage()
        let before = try Data(contentsOf: URL(filePath: scratch.ledger))
        _ = await expectError(.damaged) { _ = try LedgerStore.open(at: scratch.ledger, for: use) }
        #expect(try Data(contentsOf: URL(filePath: scratch.ledger)) == before)
        #expect(try scratch.names() == ["ledger.sqlite"])
        #expect(try LedgerStore.open(at: scratch.ledger).setAside != nil)
    }

    /// Overwrites the header of a ledger.
    private func damage() throws { try change { $0.replaceSubrange(0..<100, with: repeatElement(0x5a, count: 100)) } }

    @Test func concurrentProcessesMoveADamagedFileOnce() async throws {
        try await fill()
        try damage()
        let names = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 1...16 {
                group.addTask {
                    let opened = try LedgerStore.open(at: scratch.ledger)
                    try await opened.store.prove(path(number))
                    return opened.setAside
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(names.compactMap(\.self).count == 1)
        #expect(try await scratch.open().proofs(for: (1...16).map { try path($0) }).count == 16)
    }

    @Test func aDamagedFileBehindALinkIsMovedInItsFolder() async throws {
        try await fill()
        try damage()
        try FileManager.default.createDirectory(atPath: scratch.folder + "/real", withIntermediateDirectories: false)
        let real = scratch.folder + "/real/ledger"
        try FileManager.default.moveItem(atPath: scratch.ledger, toPath: real)
        try FileManager.default.createSymbolicLink(atPath: scratch.ledger, withDestinationPath: real)
        #expect(try LedgerStore.open(at: scratch.ledger).setAside?.hasPrefix(real + ".damaged-") == true)
    }

    @Test func eachDamagedFileGetsItsOwnName() async throws {
        let clock = Clock()
        var names: [String?] = []
        for _ in 1...3 {
            try scratch.open().close()
            try damage()
            let opened = try LedgerStore.open(
                at: scratch.ledger, waitingUpTo: .seconds(1), now: { clock.date }, pragmas: [])
            names.append(opened.setAside)
            try opened.store.close()
        }
        let name = scratch.ledger + ".damaged-20250615T150640Z"
        #expect(names == [name, name + "-2", name + "-3"])
    }

    @Test func damageFoundDuringARunIsReportedThenMovedAside() async throws {
        try await fill()
        let store = try scratch.open()
        // A write by another connection makes this one read its pages again.
        _ = try await scratch.open().begin(start())
        let handle = try #require(FileHandle(forWritingAtPath: scratch.ledger))
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: 4096)
        try handle.write(contentsOf: Data(repeating: 0x5a, count: Int(size) - 4096))
        try handle.close()

        let error = await expectError(.damaged) { _ = try await store.proofs(for: [path(150)]) }
        #expect(error?.resultCode == 11)
        let name = try #require(try store.moveAsideAfterDamage())
        #expect(name.hasPrefix(scratch.ledger + ".damaged-"))
        #expect(try store.moveAsideAfterDamage() == nil)
        let next = try LedgerStore.open(at: scratch.ledger)
        #expect(next.setAside == nil)
        #expect(try store.moveAsideAfterDamage() == nil)
        try await next.store.prove(path(150))
    }

    @Test func anInvalidValueIsDamage() async throws {
        let store = try scratch.open()
        let run = try await store.prove(path())
        try await scratch.connect().write { db in try db.execute(sql: "UPDATE path SET digest = 'sha256:0'") }
        let error = await expectError(.damaged) { _ = try await store.run(run) }
        #expect(error?.reason == "the column digest has an invalid value")
    }
}
