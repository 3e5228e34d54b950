import Foundation
import OCI
import Record
import Support

@testable import Layer

/// Unpacks bytes in pieces of these sizes, repeating the last one; in one piece if there are none.
func unpack(
    _ bytes: [UInt8], _ format: LayerFormat, pieces: [Int] = [], limits: UnpackLimits = UnpackLimits()
) -> Result<UnpackedLayer, LayerFault> {
    guard let unpacker = LayerUnpacker(format, limits: limits) else { preconditionFailure("no memory") }
    var rest = bytes[...]
    var sizes = pieces[...]
    while !rest.isEmpty {
        let size = min(rest.count, max(1, sizes.first ?? rest.count))
        if sizes.count > 1 { sizes = sizes.dropFirst() }
        Array(rest.prefix(size)).withUnsafeBytes { unpacker.take($0) }
        rest = rest.dropFirst(size)
    }
    return unpacker.finish()
}

extension Result<UnpackedLayer, LayerFault> {
    /// The kind of fault, or that there is none.
    var words: String {
        switch self {
        case .success(let layer): "unpacks: \(layer.entries) entries"
        case .failure(let fault): "\(fault.kind): \(fault.reason)"
        }
    }

    var layer: UnpackedLayer? { try? get() }
    var fault: LayerFault? { if case .failure(let fault) = self { fault } else { nil } }
}

func diffID(_ bytes: [UInt8]) throws -> Digest { try ScriptedRegistry.sha256(of: bytes) }

/// Compresses with the programs that real builders use.
enum Packer {
    static func gzip(_ bytes: [UInt8], _ flags: String...) async throws -> [UInt8] {
        try await run("gzip", flags + ["-n", "-c"], bytes)
    }

    static func zstd(_ bytes: [UInt8], _ flags: String...) async throws -> [UInt8] {
        try await run("zstd", flags + ["-q", "-c"], bytes)
    }

    /// An archive of a small tree, created by tar.
    static func tar(_ flags: [String], tree: (URL) throws -> Void = Packer.tree) async throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "blobgate-layer-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try tree(folder)
        return [UInt8](try await Program("tar").run(flags + ["--sort=name", "-cf", "-", "."], in: folder))
    }

    static func tree(_ folder: URL) throws {
        let deep = folder.appending(
            path: Array(repeating: "a-rather-long-folder-name", count: 6).joined(separator: "/"))
        try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
        try Data("one".utf8).write(to: folder.appending(path: "one"))
        try Data(repeating: 7, count: 512).write(to: folder.appending(path: "block"))
        try Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }).write(
            to: folder.appending(path: "big"))
        try Data().write(to: deep.appending(path: String(repeating: "x", count: 120)))
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending(path: "link").path, withDestinationPath: String(repeating: "y", count: 150))
        try FileManager.default.linkItem(
            at: folder.appending(path: "one"), to: folder.appending(path: "hard"))
    }

    private static func run(_ program: String, _ flags: [String], _ bytes: [UInt8]) async throws -> [UInt8] {
        let input = FileManager.default.temporaryDirectory.appending(path: "blobgate-pack-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: input) }
        try Data(bytes).write(to: input)
        return [UInt8](try await Program(program).run(flags, input: input))
    }
}

/// One handmade header block.
struct HandMadeHeader {
    var type = Character("0")
    var size = "00000000000"
    var magic = "ustar\u{0}00"
    var checksum: String?
    var change: (inout [UInt8]) -> Void = { _ in }

    var block: [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        put("name", at: 0)
        put("0000644", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(size, at: 124)
        put("00000000000", at: 136)
        put(String(type), at: 156)
        put(magic, at: 257)
        change(&block)
        for index in 148..<156 { block[index] = UInt8(ascii: " ") }
        let sum = block.reduce(0) { $0 + Int($1) }
        let octal = String(sum, radix: 8)
        put(checksum ?? String(repeating: "0", count: 6 - octal.count) + octal + "\u{0}", at: 148)
        return block
    }

    static func octal(_ size: Int) -> String {
        let text = String(size, radix: 8)
        return String(repeating: "0", count: 11 - text.count) + text
    }

    static func entry(_ type: Character, _ content: [UInt8]) -> [UInt8] {
        HandMadeHeader(type: type, size: octal(content.count)).block + padded(content)
    }

    static func padded(_ content: [UInt8]) -> [UInt8] {
        content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    static let zeros = [UInt8](repeating: 0, count: 512)
    static let end = zeros + zeros
}
