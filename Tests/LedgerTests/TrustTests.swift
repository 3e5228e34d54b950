import Foundation
import OCI
import Testing

@testable import Ledger

/// Who else can change a ledger, and therefore whose word a reused proof would be.
struct TrustTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func doubt(_ folder: mode_t, _ file: mode_t) throws -> String? {
        #expect(FileManager.default.createFile(atPath: scratch.ledger, contents: Data()))
        #expect(chmod(scratch.ledger, file) == 0)
        #expect(chmod(scratch.folder, folder) == 0)
        return LedgerTrust.doubt(about: LedgerFile(scratch.ledger))
    }

    @Test(
        arguments: [
            (0o755, 0o600, nil), (0o700, 0o644, nil), (0o1777, 0o600, nil), (0o2770, 0o660, nil),
            (0o755, 0o666, "everyone can write to FOLDER/ledger.sqlite"),
            (0o777, 0o600, "everyone can write to FOLDER"),
            (0o1777, 0o602, "everyone can write to FOLDER/ledger.sqlite"),
            (0o2777, 0o660, "everyone can write to FOLDER"),
        ] as [(mode_t, mode_t, String?)])
    func modes(folder: mode_t, file: mode_t, doubt: String?) throws {
        let expected = doubt?.replacing("FOLDER", with: scratch.folder)
        #expect(try self.doubt(folder, file) == expected)
    }

    @Test(arguments: ["-wal", "-shm"]) func theCompanionFilesCount(suffix: String) throws {
        #expect(try doubt(0o755, 0o600) == nil)
        #expect(FileManager.default.createFile(atPath: scratch.ledger + suffix, contents: Data()))
        #expect(chmod(scratch.ledger + suffix, 0o622) == 0)
        #expect(
            LedgerTrust.doubt(about: LedgerFile(scratch.ledger)) == "everyone can write to \(scratch.ledger)\(suffix)")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func filesOfAnotherUserOrGroup() throws {
        let file = LedgerFile(scratch.ledger)
        #expect(try doubt(0o755, 0o600) == nil)
        #expect(chown(scratch.ledger, 5001, 0) == 0)
        #expect(LedgerTrust.doubt(about: file) == "\(scratch.ledger) belongs to user 5001")
        #expect(chown(scratch.ledger, 0, 0) == 0)
        #expect(chown(scratch.folder, 5001, 0) == 0)
        #expect(LedgerTrust.doubt(about: file) == "\(scratch.folder) belongs to user 5001")
        #expect(chown(scratch.folder, 0, 0) == 0)
        // A group that is not the owner's alone.
        #expect(chown(scratch.ledger, 0, 4242) == 0)
        #expect(chmod(scratch.ledger, 0o660) == 0)
        #expect(
            LedgerTrust.doubt(about: file)
                == "the group 4242 can write to \(scratch.ledger), but does not share it through a setgid folder")
        // A setgid folder of a group that this user is not in.
        #expect(chown(scratch.folder, 0, 4242) == 0)
        #expect(chmod(scratch.folder, 0o2770) == 0)
        #expect(
            LedgerTrust.doubt(about: file)
                == "the group 4242 can write to \(scratch.folder), and this user is not in that group")
        // The members of a group trust each other.
        #expect(chown(scratch.folder, 5002, getegid()) == 0)
        #expect(chmod(scratch.folder, 0o2770) == 0)
        #expect(chown(scratch.ledger, 5001, getegid()) == 0)
        #expect(LedgerTrust.doubt(about: file) == nil)
    }

    @Test func aLedgerThatOthersCanChangeIsNotOpened() async throws {
        try await scratch.open().prove(path())
        #expect(chmod(scratch.ledger, 0o646) == 0)
        let before = try Data(contentsOf: URL(filePath: scratch.ledger))
        let error = await expectError(.untrusted) { _ = try LedgerStore.open(at: scratch.ledger) }
        #expect(error?.reason == "everyone can write to \(scratch.ledger)")
        #expect(try Data(contentsOf: URL(filePath: scratch.ledger)) == before)
        #expect(try scratch.names().filter { $0.contains("damaged") }.isEmpty)
        #expect(chmod(scratch.ledger, 0o644) == 0)
        #expect(try await scratch.open().proofs(for: [path()]).count == 1)
    }

    /// A new file holds nothing that could be wrong, but in such a folder it can be replaced until the next run.
    @Test func aNewLedgerInAFolderOfEveryone() async throws {
        #expect(chmod(scratch.folder, 0o777) == 0)
        try await scratch.open().prove(path())
        _ = await expectError(.untrusted) { _ = try LedgerStore.open(at: scratch.ledger) }
    }
}
