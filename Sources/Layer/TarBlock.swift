/// One header block of a tar archive (POSIX pax, ustar Interchange Format; GNU tar, Basic Tar Format).
///
/// Parsing is as strict as on nodes, which unpack with Go's `archive/tar`: what this rejects, they reject.
struct TarBlock {
    static let size = 512

    enum Kind: Equatable {
        /// A file, followed by its content.
        case file
        /// A directory, link or device, which never has content, regardless of its size field.
        case headerOnly
        /// Records for the next entry (`x`) or for all that follow (`g`).
        case extended(global: Bool)
        /// A GNU long name (`L`) or long link name (`K`) for the next entry.
        case longName
        /// An old GNU sparse file, whose map may continue in further blocks.
        case oldSparse(continues: Bool)
    }

    let kind: Kind
    /// The number of content bytes that follow, before padding.
    let contentSize: Int64

    /// Parses a block that is not all zeros.
    init(_ block: UnsafeRawBufferPointer) throws(TarError) {
        guard Self.checksumIsRight(block) else { throw TarError("a tar header has a wrong checksum") }
        // Nodes reject an entry if any numeric field is invalid.
        for (name, field) in Self.numbers { _ = try Self.number(block, field, name) }
        if Self.hasMagic(block) {
            for (name, field) in Self.deviceNumbers { _ = try Self.number(block, field, name) }
        }
        let size = try Self.number(block, Self.sizeField, "size")
        guard size >= 0 else { throw TarError("a tar header has a negative size") }
        contentSize = size
        switch block[156] {
        case UInt8(ascii: "1")...UInt8(ascii: "6"): kind = .headerOnly
        case UInt8(ascii: "x"): kind = .extended(global: false)
        case UInt8(ascii: "g"): kind = .extended(global: true)
        case UInt8(ascii: "L"), UInt8(ascii: "K"): kind = .longName
        case UInt8(ascii: "S"):
            guard Self.isGNU(block) else { throw TarError("a sparse file has a tar header that is not in GNU format") }
            kind = .oldSparse(continues: block[482] > 0)
        default: kind = .file
        }
    }

    /// Whether another block of the sparse map follows this one, itself a continuation block.
    static func sparseMapContinues(_ block: UnsafeRawBufferPointer) -> Bool { block[504] > 0 }

    private static let checksumField = 148..<156
    private static let sizeField = 124..<136
    private static let numbers = [("mode", 100..<108), ("uid", 108..<116), ("gid", 116..<124), ("mtime", 136..<148)]
    private static let deviceNumbers = [("devmajor", 329..<337), ("devminor", 337..<345)]

    /// The sum of all bytes, with the checksum field counted as spaces. Old programs summed signed bytes.
    private static func checksumIsRight(_ block: UnsafeRawBufferPointer) -> Bool {
        guard let stated = try? number(block, checksumField, "checksum") else { return false }
        var unsigned: Int64 = 0
        var signed: Int64 = 0
        for (index, byte) in block.enumerated() {
            let counted = checksumField.contains(index) ? UInt8(ascii: " ") : byte
            unsigned += Int64(counted)
            signed += Int64(Int8(bitPattern: counted))
        }
        return stated == unsigned || stated == signed
    }

    private static func hasMagic(_ block: UnsafeRawBufferPointer) -> Bool {
        block[257..<262].elementsEqual("ustar".utf8) && (block[262] == 0 || isGNU(block))
    }

    private static func isGNU(_ block: UnsafeRawBufferPointer) -> Bool {
        block[257..<265].elementsEqual("ustar  \0".utf8)
    }

    /// An octal number, or a GNU binary number, marked by the highest bit.
    private static func number(
        _ block: UnsafeRawBufferPointer, _ field: Range<Int>, _ name: String
    ) throws(TarError) -> Int64 {
        let bytes = block[field]
        if let first = bytes.first, first & 0x80 != 0 { return try binary(bytes, name) }
        let padding: [UInt8] = [0, UInt8(ascii: " ")]
        let start = bytes.drop { padding.contains($0) }
        let end = start.lastIndex { !padding.contains($0) }
        guard let end else { return 0 }
        var value: Int64 = 0
        for byte in start[...end].prefix(while: { $0 != 0 }) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) else {
                throw TarError("a tar header's \(name) is not a number")
            }
            // At most twelve digits of three bits.
            value = value << 3 | Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    /// Two's complement, without the highest bit of the first byte.
    private static func binary(_ bytes: Slice<UnsafeRawBufferPointer>, _ name: String) throws(TarError) -> Int64 {
        let negative = (bytes.first ?? 0) & 0x40 != 0
        var value: Int64 = negative ? -1 : 0
        for (index, byte) in bytes.enumerated() {
            let part = index == 0 ? (negative ? byte | 0x80 : byte & 0x7F) : byte
            guard value >= -(1 << 54), value < 1 << 54 else { throw TarError("a tar header's \(name) is too large") }
            value = value << 8 | Int64(part)
        }
        return value
    }
}

/// Why an archive is not a valid tar archive.
struct TarError: Error, Hashable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
