import Foundation
import GRDB
import OCI
import Record
import Testing

@testable import Ledger

/// The size of checkpoints in the file.
struct CheckpointSizeTests {
    /// File bytes per MiB of blob data for checkpoints of blobs of these sizes (in MiB).
    private func cost(_ mebibytes: [Int]) async throws -> Double {
        let scratch = try Scratch()
        let store = try scratch.open(clock: Clock())
        let run = try await store.begin(start())
        for (number, size) in mebibytes.enumerated() {
            let path = try path(number * 7919 % 65_521)
            try await store.record(
                aProof(path, run: run), claim: claim(path), lease: nil,
                checkpoints: StoredCheckpoints(
                    size: Int64(size) << 20, encoded: [UInt8](repeating: 0xa5, count: 16 + 32 * size)))
        }
        func pages() async throws -> Int {
            _ = try await store.prune(runsBefore: .distantPast, proofsBefore: .distantPast, compacting: true)
            let attributes = try FileManager.default.attributesOfItem(atPath: scratch.ledger)
            return try #require(attributes[.size] as? Int)
        }
        let with = try await pages()
        try await scratch.connect().write { db in
            try db.execute(sql: "DELETE FROM checkpoint; DELETE FROM checkpointPart")
        }
        return try await Double(with - pages()) / Double(mebibytes.reduce(0, +))
    }

    /// Apart from 32 bytes per MiB, a blob costs a few hundred bytes, which blobs under 12 MiB do not amortize on their
    /// own.
    @Test(arguments: [
        [300], Array(repeating: 300, count: 20), Array(repeating: 80, count: 100), Array(repeating: 64, count: 100),
        Array(repeating: 126, count: 100), Array(repeating: 30, count: 200), Array(repeating: 16, count: 200),
        [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233].flatMap { Array(repeating: $0, count: 20) },
    ])
    func checkpointsAreSmall(mebibytes: [Int]) async throws {
        let cost = try await cost(mebibytes)
        #expect(cost <= 48, "\(cost) bytes for each MiB")
    }
}
