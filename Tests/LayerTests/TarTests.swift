import Foundation
import OCI
import Record
import Testing

@testable import Layer

/// What counts as a tar archive on nodes.
struct TarTests {
    @Test(arguments: [
        ["--format=ustar"], ["--format=gnu"], ["--format=pax"], ["--format=v7"], ["--format=gnu", "--owner=u:3000000"],
        ["--format=gnu", "-b", "1"], ["--format=pax", "--xattrs"],
    ])
    func tarsOutputIsAccepted(_ flags: [String]) async throws {
        // The tree omits names that are too long for the format.
        let short = flags.contains("--format=v7") || flags.contains("--format=ustar")
        let archive = try await Packer.tar(flags) { folder in
            if short {
                try Data("one".utf8).write(to: folder.appending(path: "one"))
            } else {
                try Packer.tree(folder)
            }
        }
        let layer = try #require(unpack(archive, .tar).layer, "\(unpack(archive, .tar).words)")
        #expect(layer.diffID == (try diffID(archive)))
        #expect(layer.size == Int64(archive.count))
        #expect(layer.entries == (short ? 2 : 13))
    }

    @Test(arguments: [
        "--format=gnu", "--format=pax", "--format=posix --sparse-version=0.0", "--format=posix --sparse-version=1.0",
    ])
    func sparseFilesAreSupported(_ flags: String) async throws {
        let archive = try await Packer.tar(flags.split(separator: " ").map(String.init) + ["--sparse"]) { folder in
            let file = folder.appending(path: "sparse")
            try Data().write(to: file)
            let handle = try FileHandle(forWritingTo: file)
            // More pieces than fit into a header and its first extension block.
            for number in 0..<60 {
                try handle.seek(toOffset: UInt64(number) << 20)
                try handle.write(contentsOf: Data(repeating: UInt8(number), count: 4096))
            }
            try handle.close()
            try Data("after".utf8).write(to: folder.appending(path: "then"))
        }
        #expect(archive.count < 1 << 20)
        #expect(unpack(archive, .tar).words == "unpacks: 3 entries")
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let words: String

        init(_ name: String, _ bytes: [UInt8], _ words: String) {
            (testDescription, self.bytes, self.words) = (name, bytes, words)
        }
    }

    private static let file = HandMadeHeader.entry("0", Array("hello".utf8))
    private static func pax(_ record: String, type: Character = "x") -> [UInt8] {
        HandMadeHeader.entry(type, Array(record.utf8))
    }
    private static func header(_ header: HandMadeHeader) -> [UInt8] { header.block + HandMadeHeader.end }
    private static let badSum = "tar: a tar header has a wrong checksum"

    static let rows = [
        Row("nothing", [], "unpacks: 0 entries"),
        Row("only the end", HandMadeHeader.end, "unpacks: 0 entries"),
        Row("one file", file + HandMadeHeader.end, "unpacks: 1 entries"),
        Row("no end", file, "unpacks: 1 entries"),
        Row("half an end", file + HandMadeHeader.zeros, "unpacks: 1 entries"),
        Row("anything after the end", file + HandMadeHeader.end + [1, 2, 3], "unpacks: 1 entries"),
        Row(
            "zeros in the middle", file + HandMadeHeader.zeros + file,
            "tar: there is a zero block between tar headers"),
        Row("cut in a header", file + file.prefix(100), "tar: the tar archive is truncated inside a header"),
        Row(
            "cut in the end", file + HandMadeHeader.zeros.prefix(9),
            "tar: the tar archive is truncated inside a header"),
        Row(
            "cut in content", Array(file.prefix(600)), "tar: the tar archive ends 424 bytes before the end of an entry"),
        Row(
            "cut before content", Array(file.prefix(512)),
            "tar: the tar archive ends 512 bytes before the end of an entry"),
        Row("text", HandMadeHeader.padded(Array("<html>not found</html>".utf8)), badSum),
        Row("wrong checksum", header(HandMadeHeader(checksum: "0000001\u{0}")), badSum),
        Row("no checksum", header(HandMadeHeader(checksum: "notanum\u{0}")), badSum),
        Row(
            "a signed checksum",
            header(
                HandMadeHeader(
                    checksum: {
                        let block = HandMadeHeader(change: { $0[3] = 0xE9 }).block
                        let sum = block.enumerated().reduce(0) { sum, byte in
                            sum + ((148..<156).contains(byte.offset) ? 32 : Int(Int8(bitPattern: byte.element)))
                        }
                        return "00" + String(sum, radix: 8) + "\u{0}"
                    }(), change: { $0[3] = 0xE9 })), "unpacks: 1 entries"),
        Row(
            "an invalid size", header(HandMadeHeader(size: "0000000009x")), "tar: a tar header's size is not a number"),
        Row(
            "an invalid mode", header(HandMadeHeader(change: { $0[101] = UInt8(ascii: "z") })),
            "tar: a tar header's mode is not a number"),
        Row(
            "a binary size",
            HandMadeHeader(change: { $0.replaceSubrange(124..<136, with: [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5]) })
                .block
                + HandMadeHeader.padded([1, 2, 3, 4, 5]) + HandMadeHeader.end, "unpacks: 1 entries"),
        Row(
            "a negative size",
            header(
                HandMadeHeader(change: { $0.replaceSubrange(124..<136, with: [UInt8](repeating: 0xFF, count: 12)) })),
            "tar: a tar header has a negative size"),
        Row(
            "a size beyond 63 bits",
            header(
                HandMadeHeader(change: {
                    $0.replaceSubrange(124..<136, with: [0x80, 0, 0, 0xFF] + [UInt8](repeating: 0xFF, count: 8))
                })), "tar: a tar header's size is too large"),
        Row("a folder with a size", header(HandMadeHeader(type: "5", size: "00000001000")), "unpacks: 1 entries"),
        Row("an unknown type with content", HandMadeHeader.entry("Z", [1]) + HandMadeHeader.end, "unpacks: 1 entries"),
        Row(
            "a sparse file not in GNU format", header(HandMadeHeader(type: "S")),
            "tar: a sparse file has a tar header that is not in GNU format"),
        Row(
            "a pax size", pax("9 size=5\n") + HandMadeHeader().block + HandMadeHeader.padded([1]) + HandMadeHeader.end,
            "unpacks: 1 entries"),
        Row(
            "a pax size beyond the end", pax("13 size=5000\n") + HandMadeHeader().block + [1],
            "tar: the tar archive ends 5119 bytes before the end of an entry"),
        Row(
            "an invalid pax size", pax("9 size=x\n") + file, "tar: the size in an extended tar header is not a number"),
        Row(
            "a pax record with a wrong length", pax("99 path=a\n") + file,
            "tar: a record of an extended tar header has a wrong length"),
        Row(
            "a pax record without a value", pax("8 path_\n") + file,
            "tar: a record of an extended tar header is not KEY=VALUE"),
        Row("global pax records", pax("10 a=b123\n", type: "g") + file + HandMadeHeader.end, "unpacks: 1 entries"),
        Row(
            "pax records, then nothing", pax("9 path=a\n"),
            "tar: the tar archive ends where an announced entry should follow"),
        Row(
            "pax records, then the end", pax("9 path=a\n") + HandMadeHeader.end,
            "tar: the tar archive ends where an announced entry should follow"),
        Row(
            "truncated in pax records", Array(pax("9 path=a\n").prefix(515)),
            "tar: the tar archive is truncated inside an extended header"),
        Row(
            "endless pax records", header(HandMadeHeader(type: "x", size: "77777777777")),
            "tar: an extended tar header is larger than 1048576 bytes"),
        Row(
            "a long name", HandMadeHeader.entry("L", Array("n".utf8)) + file + HandMadeHeader.end, "unpacks: 1 entries"),
        Row(
            "a long name, then nothing", HandMadeHeader.entry("L", Array("n".utf8)),
            "tar: the tar archive ends where an announced entry should follow"),
        Row(
            "an endless long name", header(HandMadeHeader(type: "L", size: "77777777777")),
            "tar: a long name in the tar archive is larger than 1048576 bytes"),
    ]

    @Test(arguments: rows)
    func handmadeArchives(_ row: Row) {
        #expect(unpack(row.bytes, .tar).words == row.words)
        for size in [1, 7, 511, 512, 513] { #expect(unpack(row.bytes, .tar, pieces: [size]).words == row.words) }
    }

    @Test func theFaultHasItsOffset() throws {
        let fault = try #require(unpack(Self.file + Self.header(HandMadeHeader(checksum: "0000001\u{0}")), .tar).fault)
        #expect(fault.unpackedOffset == 1024)
        #expect(fault.reason == "a tar header has a wrong checksum")
    }
}
