import Foundation
import Record
import Support
import Testing

@testable import Layer

@Suite struct TarIndexTests {
    private static func index(_ bytes: [UInt8], limit: Int = 1000) throws(TarIndex.Fault) -> TarIndex {
        try TarIndex(size: Int64(bytes.count), limit: limit) { offset, count in
            guard offset >= 0, Int(offset) + count <= bytes.count else { return nil }
            return Array(bytes[Int(offset)..<Int(offset) + count])
        }
    }

    private static func content(_ path: String, _ index: TarIndex, _ bytes: [UInt8]) -> [UInt8]? {
        index.file(path).map { Array(bytes[Int($0.offset)..<Int($0.offset + $0.size)]) }
    }

    @Test(arguments: ["ustar", "gnu", "posix", "v7", "oldgnu"]) func filesAreFoundInEveryFormat(format: String)
        async throws
    {
        let long = String(repeating: "d", count: 90) + "/" + String(repeating: "e", count: 90)
        let isLimited = format == "v7"
        let bytes = try await Packer.tar(["--format", format]) { folder in
            let deep = folder.appending(path: isLimited ? "short" : long)
            try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
            try Data("deep".utf8).write(to: deep.appending(path: "file"))
            try Data(repeating: 7, count: 1025).write(to: folder.appending(path: "odd"))
            try Data().write(to: folder.appending(path: "empty"))
            try FileManager.default.createSymbolicLink(
                atPath: deep.appending(path: "soft").path,
                withDestinationPath: (isLimited ? "../" : "../../") + "odd")
            try FileManager.default.linkItem(at: folder.appending(path: "odd"), to: folder.appending(path: "z-hard"))
        }
        let index = try Self.index(bytes)
        let folder = isLimited ? "short" : long
        #expect(Self.content("\(folder)/file", index, bytes) == Array("deep".utf8))
        #expect(Self.content("./odd", index, bytes)?.count == 1025)
        #expect(Self.content("empty", index, bytes) == [])
        #expect(Self.content("\(folder)/soft", index, bytes)?.count == 1025)
        #expect(Self.content("z-hard", index, bytes)?.count == 1025)
        #expect(index.file("nothing") == nil && index.file(folder) == nil && index.file("../odd") == nil)
    }

    private static func link(_ target: String) -> [UInt8] {
        HandMadeHeader(
            type: "2", change: { block in for (index, byte) in target.utf8.enumerated() { block[157 + index] = byte } }
        ).block
    }

    @Test(arguments: ["name", "../../etc/passwd", "/etc/passwd", "other"]) func brokenLinks(target: String)
        throws
    {
        #expect(try Self.index(Self.link(target) + HandMadeHeader.end).file("name") == nil)
    }

    @Test func theLastOfTwoEntriesWins() throws {
        let bytes = HandMadeHeader.entry("0", [1]) + HandMadeHeader.entry("0", [2, 2]) + HandMadeHeader.end
        #expect(Self.content("name", try Self.index(bytes), bytes) == [2, 2])
    }

    @Test(arguments: [
        ("cut in a header", [UInt8](repeating: 1, count: 100), "it is truncated inside a tar header", 0),
        ("no archive", [UInt8](repeating: 1, count: 1024), "a tar header has a wrong checksum", 0),
        (
            "cut in a file", HandMadeHeader(size: HandMadeHeader.octal(600)).block + [UInt8](repeating: 0, count: 512),
            "it is truncated: 88 bytes of a file are missing", 0
        ),
        (
            "a lone block of zeros", HandMadeHeader.zeros + HandMadeHeader.entry("0", [1]),
            "there is a zero block between tar headers", 512
        ),
        (
            "a header that is too long", HandMadeHeader(type: "x", size: HandMadeHeader.octal(2 << 20)).block,
            "an extended tar header is longer than the archive or than 1 MiB", 0
        ),
    ])
    func faults(name: String, bytes: [UInt8], reason: String, offset: Int64) {
        #expect(throws: TarIndex.Fault(reason: reason, offset: offset)) { try Self.index(bytes) }
    }

    @Test func entriesAreCounted() {
        let bytes = (0..<5).flatMap { _ in HandMadeHeader.entry("0", [1]) }
        #expect(throws: Never.self) { try Self.index(bytes, limit: 5) }
        // All have the same name.
        #expect(throws: TarIndex.Fault(reason: "it has more than 3 entries", offset: 3072)) {
            try Self.index(bytes, limit: 3)
        }
    }

    @Test func damagedArchivesAreNotReadForever() async throws {
        let whole = try await Packer.tar(["--format", "posix"])
        for seed in 0..<3000 {
            var bytes = whole
            // Numbers and names are changed and the checksum is fixed, so that the damage is parsed.
            let block = seed % 12 * 512
            bytes[block + seed * 31 % 148] = UInt8(truncatingIfNeeded: seed &* 2_654_435_761 >> 7)
            bytes[block + 156] = Array("0125xgLKS\0".utf8)[seed % 10]
            for index in 148..<156 { bytes[block + index] = 0x20 }
            let sum = String(bytes[block..<block + 512].reduce(0) { $0 + Int($1) }, radix: 8)
            for (index, digit) in sum.utf8.enumerated() { bytes[block + 148 + index] = digit }
            bytes.removeLast(seed % 3 * 100)
            if let index = try? Self.index(bytes), let file = index.file("one") {
                #expect(file.offset + file.size <= bytes.count)
            }
        }
    }
}
