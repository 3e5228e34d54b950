import Foundation
import Testing

@testable import Ledger

struct PackedRecordTests {
    private func packed(_ parts: [Data]) throws -> Data {
        let packer = try #require(RecordPacker())
        for part in parts { try packer.add(part) }
        guard case .whole(let record) = try packer.finish() else { throw CocoaError(.coderInvalidValue) }
        return record
    }

    @Test func aPackedRecordIsReadBack() throws {
        // Longer than the buffers of the compressor, and not only repetitions.
        let parts = (0..<300).map { number in
            Data((0..<2000).map { UInt8(truncatingIfNeeded: $0 &* number &+ $0 >> 3) })
        }
        let text = Data(parts.joined())
        let record = try packed(parts)
        #expect(record.count < text.count)
        #expect(PackedRecord.unpacked(record) == text)
        #expect(PackedRecord.unpacked(try packed([])) == Data())
    }

    /// Earlier versions stored plain JSON.
    @Test func aPlainRecordIsReadUnchanged() {
        let record = Data(#"{"schemaVersion":1}"#.utf8)
        #expect(PackedRecord.unpacked(record) == record)
    }

    @Test func aDamagedRecordIsNotRead() throws {
        let record = try packed([Data(repeating: 7, count: 1000), Data("end".utf8)])
        for count in 1..<record.count { #expect(PackedRecord.unpacked(record.prefix(count)) == nil, "\(count)") }
        #expect(PackedRecord.unpacked(Data("no record".utf8)) == nil)
        #expect(PackedRecord.unpacked(Data()) == nil)
    }
}
