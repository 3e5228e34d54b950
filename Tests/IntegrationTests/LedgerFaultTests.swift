import Foundation
import GRDB
import Lab
import OCI
import Support
import Testing

/// An unusable ledger makes the gate slower but never its verdict better.
@Suite(.twoAtATime) struct LedgerFaultTests {
    /// Runs the gate twice with a broken ledger: on a good release, and on a bad one that the ledger has as proven.
    private static func expectTruth(
        _ lab: GateLab, ledger: String, notice: String, breaking: () async throws -> Void
    ) async throws {
        let flags = ["check", "--ledger", ledger] + lab.lab.references
        try await breaking()
        let (good, report) = try await lab.reported(flags)
        #expect(good.status == 0, "\(good)")
        #expect(good.error.contains(notice), "\(good)")
        #expect(report.notices.contains { $0.contains(notice) })
        #expect(report.totals.reusedBlobs == 0)

        let layer = try lab.layer
        try lab.lab.flip(layer, at: 77, on: .front2)
        try await breaking()
        let (bad, after) = try await lab.reported(flags)
        #expect(bad.status == 1, "\(bad)")
        #expect(bad.error.contains(notice), "\(bad)")
        #expect(after.faulty(layer.digest.description) == ["front2"])
        try lab.lab.evict(layer, on: .front2)
    }

    /// A connection of another program, which can hold a transaction open.
    private static func intruder(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func damageHeader(of path: String) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes.replaceSubrange(0..<100, with: Data(repeating: 0x5a, count: 100))
        try bytes.write(to: URL(filePath: path))
    }

    @Test func anUnwritableLedger() async throws {
        try await GateLab.run { lab in
            try await Self.expectTruth(
                lab, ledger: "/proc/blobgate/ledger.sqlite", notice: "no ledger, so no proofs are reused"
            ) {}
        }
    }

    @Test func aDamagedLedgerIsSetAside() async throws {
        try await GateLab.run { lab in
            let path = lab.home.path("state/own.sqlite")
            #expect(try await lab.gate(["check", "--ledger", path] + lab.lab.references).status == 0)
            try await Self.expectTruth(lab, ledger: path, notice: "was damaged and has been moved to") {
                for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
                try Self.damageHeader(of: path)
                // Names have a resolution of one second; two in the same second would collide.
                try await Task.sleep(for: .milliseconds(1100))
            }
            let folder = try FileManager.default.contentsOfDirectory(atPath: lab.home.path("state"))
            #expect(
                folder.filter { $0.contains("damaged-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }.count == 2)
            // The new ledger works.
            let (again, report) = try await lab.reported(["check", "--ledger", path] + lab.lab.references)
            #expect(again.status == 0, "\(again)")
            // All blobs but the one that was refused.
            #expect(report.totals.reusedBlobs == 41, "\(again)")
        }
    }

    @Test func aLedgerLockedByAnotherProgram() async throws {
        try await GateLab.run { lab in
            let path = lab.home.path("held.sqlite")
            #expect(try await lab.gate(["check", "--ledger", path] + lab.lab.references).status == 0)
            let holder = try Self.intruder(path)
            try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
            try await Self.expectTruth(lab, ledger: path, notice: "ledger") {}
            try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        }
    }

    /// Locked during the run: earlier proofs are lost, and the run reports it.
    @Test func aLedgerLockedDuringARun() async throws {
        try await GateLab.run(.small, LabOptions(limitRate: 3_000_000)) { lab in
            let path = lab.lab.ledgerFile.path
            let gate = try lab.start(["check"] + lab.lab.references)
            for _ in 0..<500 where !FileManager.default.fileExists(atPath: path) {
                try await Task.sleep(for: .milliseconds(10))
            }
            try await Task.sleep(for: .milliseconds(700))
            let holder = try Self.intruder(path)
            try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let result = try await gate.result(within: .seconds(60))
            #expect(result.status == 0, "\(result)")
            #expect(result.error.contains("the ledger is no longer used in this run"), "\(result)")
            try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        }
    }
}
