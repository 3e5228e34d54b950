import Foundation
import OCI
import Support

/// A layer as pushed, and the digest of what it unpacks to.
struct MadeLayer {
    let bytes: [UInt8]
    let digest: Digest
    let diffID: Digest
    let mediaType: MediaType
}

/// Makes valid layers: a tar archive of one file, plain, or wrapped in gzip or Zstandard without compressing it.
enum LayerMaker {
    enum Wrapping: CaseIterable {
        case plain, gzip, zstd
    }

    static func make(fileOf data: [UInt8], _ wrapping: Wrapping, docker: Bool) throws -> MadeLayer {
        let archive = tar(data)
        let (bytes, type): ([UInt8], MediaType) =
            switch wrapping {
            case .plain: (archive, docker ? .dockerLayer : .ociLayer)
            case .gzip: (gzip(archive), docker ? .dockerLayerGzip : .ociLayerGzip)
            case .zstd: (zstd(archive), .ociLayerZstd)
            }
        return MadeLayer(
            bytes: bytes, digest: try ScriptedRegistry.sha256(of: bytes),
            diffID: try ScriptedRegistry.sha256(of: archive), mediaType: type)
    }

    /// A ustar archive (POSIX pax, ustar Interchange Format).
    private static func tar(_ data: [UInt8]) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        put("file", at: 0)
        put("0000644\0", at: 100)
        put("0000000\0", at: 108)
        put("0000000\0", at: 116)
        put(octal(data.count, digits: 11) + "\0", at: 124)
        put("00000000000\0", at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar\u{0}00", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 ", at: 148)
        let padding = (512 - data.count % 512) % 512
        return header + data + [UInt8](repeating: 0, count: padding + 1024)
    }

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// Stored blocks (RFC 1951, 3.2.4) in a gzip member (RFC 1952).
    private static func gzip(_ data: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        for start in stride(from: 0, to: data.count, by: 65_535) {
            let part = data[start..<min(start + 65_535, data.count)]
            let size = UInt16(part.count)
            bytes.append(start + part.count == data.count ? 1 : 0)
            bytes += little(UInt64(size), 2) + little(UInt64(~size), 2) + part
        }
        return bytes + little(UInt64(checksum(data)), 4) + little(UInt64(data.count), 4)
    }

    /// Raw blocks in a Zstandard frame with a window of 1 MiB (RFC 8878, 3.1.1).
    private static func zstd(_ data: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]
        for start in stride(from: 0, to: data.count, by: 1 << 16) {
            let part = data[start..<min(start + 1 << 16, data.count)]
            let isLast = start + part.count == data.count
            bytes += little(UInt64(part.count << 3 | (isLast ? 1 : 0)), 3) + part
        }
        return bytes
    }

    private static func little(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
    }

    /// CRC-32 (RFC 1952, 8).
    private static func checksum(_ data: [UInt8]) -> UInt32 {
        ~data.reduce(UInt32.max) { crc, byte in table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
    }

    private static let table: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { crc, _ in crc & 1 == 1 ? 0xedb8_8320 ^ (crc >> 1) : crc >> 1 }
    }
}
