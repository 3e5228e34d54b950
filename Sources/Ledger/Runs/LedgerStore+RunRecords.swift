import Foundation
import GRDB
package import Record

extension LedgerStore {
    /// Ends a run: stores its record and the contents of its images. An interrupted run has no verdict here. Throws
    /// `other` if the ledger has no such run.
    ///
    /// The record of a release that is checked again differs little. It is stored as its difference to an earlier one, if that
    /// is at most half as long.
    package func finish(_ id: RunID, _ run: Run, images: [RunImage] = []) async throws(LedgerError) {
        let path = path
        let verdict: Verdict? = if case .signal = run.stopped { nil } else { run.verdict }
        let base = try await write { db in
            let base = try db.base(for: id)
            // It must not be pruned meanwhile.
            try db.execute(sql: "UPDATE run SET recordBase = ? WHERE id = ?", arguments: [base?.id, id.rawValue])
            return base
        }
        let packer = RecordPacker(basedOn: base?.pieces, reach: base?.isOfSameInputs == true ? 0 : 1)
        let record = try? packer.map { packer in
            try RunCoding.encode(run) { try packer.add($0) }
            return try packer.finish()
        }
        try await write { db in
            let (report, number) = try db.stored(record, base: base?.id)
            try db.execute(
                sql: """
                    UPDATE run SET finishedAt = ?, verdict = ?, exitCode = ?, report = ?, recordBase = ? WHERE id = ?
                    """,
                arguments: [
                    Milliseconds(run.finished).count, verdict?.rawValue, run.exitCode.rawValue, report, number,
                    id.rawValue,
                ])
            guard db.changesCount == 1 else {
                throw LedgerError(.other, path: path, reason: "there is no run \(id) to finish")
            }
            try db.add(images, to: id)
        }
    }
}

/// An earlier record.
private struct RecordBase {
    let id: Int64
    let pieces: RecordPieces
    /// Whether the runs are of the same release, so that everything is at the same place.
    let isOfSameInputs: Bool
}

extension Database {
    /// A shorter record, packed, is always stored whole, in bytes.
    private static var shortRecord: Int { 16 << 10 }

    /// The record that the newest run with the same inputs is based on, or else the newest run with any; `nil` if there is none.
    fileprivate func base(for run: RunID) throws -> RecordBase? {
        let row = try Row.fetchOne(
            self,
            sql: """
                WITH latest AS (
                    SELECT id, recordBase, inputs IS (SELECT inputs FROM run WHERE id = ?) AS isOfSameInputs FROM run
                    WHERE recordBase IS NOT NULL ORDER BY id DESC LIMIT 50)
                SELECT recordBase.id, recordBase.record, isOfSameInputs
                FROM latest JOIN recordBase ON recordBase.id = latest.recordBase
                ORDER BY isOfSameInputs DESC, latest.id DESC LIMIT 1
                """, arguments: [run.rawValue])
        guard let row, let pieces = try RecordPieces(row.value("record")) else { return nil }
        return try RecordBase(id: row.value("id"), pieces: pieces, isOfSameInputs: row.value("isOfSameInputs"))
    }

    /// What the row of a run states as its record and its base.
    fileprivate func stored(_ record: RecordPacker.Packed?, base: Int64?) throws -> (report: Data?, base: Int64?) {
        switch record {
        case nil: return (nil, nil)
        case .whole(let whole) where whole.count <= Self.shortRecord: return (whole, nil)
        case .whole(let whole):
            try execute(sql: "INSERT INTO recordBase (record) VALUES (?)", arguments: [whole])
            return (Data(), lastInsertedRowID)
        case .difference(let difference): return (difference, base)
        }
    }

    /// The text of a run's record; `nil` if it has none, or a damaged one.
    func record(of run: Row) throws -> Data? {
        guard let report: Data = try run.optional("report") else { return nil }
        guard let base: Int64 = try run.optional("recordBase") else { return PackedRecord.unpacked(report) }
        let row = try Row.fetchOne(self, sql: "SELECT record FROM recordBase WHERE id = ?", arguments: [base])
        guard let whole: Data = try row?.value("record") else { return nil }
        return report.isEmpty ? PackedRecord.unpacked(whole) : PackedRecord.unpacked(report, basedOn: whole)
    }

    /// Stores long inputs once for all runs with the same.
    func stored(_ request: Data) throws -> (request: Data, inputs: Int64?) {
        guard request.count > 512, let packed = RecordPacker.packed(request) else { return (request, nil) }
        let known = try Int64.fetchOne(self, sql: "SELECT id FROM inputs WHERE packed = ?", arguments: [packed])
        if let known { return (Data(), known) }
        try execute(sql: "INSERT INTO inputs (packed) VALUES (?)", arguments: [packed])
        return (Data(), lastInsertedRowID)
    }

    /// The inputs of a run.
    func request(of run: Row) throws -> Data {
        guard let inputs: Int64 = try run.optional("inputs") else { return try run.value("request") }
        let row = try Row.fetchOne(self, sql: "SELECT packed FROM inputs WHERE id = ?", arguments: [inputs])
        guard let text = try row.flatMap({ try PackedRecord.decompressed($0.value("packed")) }) else {
            throw UnreadableValue(column: "inputs")
        }
        return text
    }

    /// Deletes records and inputs that no run refers to any more.
    func eraseUnusedRecords() throws {
        try execute(
            sql: """
                DELETE FROM recordBase WHERE id NOT IN (SELECT recordBase FROM run WHERE recordBase IS NOT NULL)
                """)
        try execute(sql: "DELETE FROM inputs WHERE id NOT IN (SELECT inputs FROM run WHERE inputs IS NOT NULL)")
    }
}
