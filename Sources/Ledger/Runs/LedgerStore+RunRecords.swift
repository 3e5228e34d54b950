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
        let base = try await read { db in try db.base(for: id) }
        let record = base.text.flatMap { try? PackedRun(run, basedOn: $0) } ?? (try? PackedRun(run))
        try await write { db in
            let (report, number) = try db.stored(record, base: base.id)
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

/// A run record, packed alone and as its difference to another one.
private struct PackedRun {
    let whole: Data
    var difference: Data?

    /// `nil` if there is no memory for the compressor.
    init?(_ run: Run, basedOn text: Data? = nil) throws {
        guard let packer = RecordPacker() else { return nil }
        let differences = text.flatMap { RecordPacker(basedOn: $0) }
        try RunCoding.encode(run) {
            try packer.add($0)
            try differences?.add($0)
        }
        whole = try packer.finish()
        difference = try differences?.finish()
    }
}

/// An earlier record.
private struct RecordBase {
    var id: Int64?
    var text: Data?
}

extension Database {
    /// A shorter record, packed, is always stored whole, in bytes.
    private static var shortRecord: Int { 16 << 10 }

    /// The record that the newest run with the same inputs is based on, or else the newest run with any.
    fileprivate func base(for run: RunID) throws -> RecordBase {
        let row = try Row.fetchOne(
            self,
            sql: """
                SELECT id, record FROM recordBase WHERE id = (
                    SELECT recordBase FROM (SELECT id, recordBase, inputs FROM run WHERE recordBase IS NOT NULL
                    ORDER BY id DESC LIMIT 50)
                    ORDER BY inputs IS (SELECT inputs FROM run WHERE id = ?) DESC, id DESC LIMIT 1)
                """, arguments: [run.rawValue])
        guard let row else { return RecordBase() }
        return try RecordBase(id: row.value("id"), text: PackedRecord.unpacked(row.value("record")))
    }

    /// What the row of a run states as its record and its base.
    fileprivate func stored(_ record: PackedRun?, base: Int64?) throws -> (report: Data?, base: Int64?) {
        guard let record, record.whole.count > Self.shortRecord else { return (record?.whole, nil) }
        if let difference = record.difference, difference.count <= record.whole.count / 2,
            // It may have been pruned since.
            try Bool.fetchOne(self, sql: "SELECT EXISTS (SELECT 1 FROM recordBase WHERE id = ?)", arguments: [base])
                == true
        {
            return (difference, base)
        }
        try execute(sql: "INSERT INTO recordBase (record) VALUES (?)", arguments: [record.whole])
        return (Data(), lastInsertedRowID)
    }

    /// The text of a run's record; `nil` if it has none, or a damaged one.
    func record(of run: Row) throws -> Data? {
        guard let report: Data = try run.optional("report") else { return nil }
        guard let base: Int64 = try run.optional("recordBase") else { return PackedRecord.unpacked(report) }
        let row = try Row.fetchOne(self, sql: "SELECT record FROM recordBase WHERE id = ?", arguments: [base])
        guard let text = try row.flatMap({ try PackedRecord.unpacked($0.value("record")) }) else { return nil }
        return report.isEmpty ? text : PackedRecord.unpacked(report, basedOn: text)
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
        guard let text = try row.flatMap({ try PackedRecord.decompressed($0.value("packed"), limit: .max) }) else {
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
