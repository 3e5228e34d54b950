import Foundation
import OCI
import Record
import Support
import Testing

@testable import Layer

/// What decompresses, what does not, and with which message.
struct CompressionTests {
    private static let archive: [UInt8] = {
        var content = (0..<300_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
        content += [UInt8](repeating: 9, count: 200_000)
        return HandMadeHeader.entry("0", content) + HandMadeHeader.end
    }()

    private static func packed(_ format: LayerFormat) async throws -> [UInt8] {
        switch format {
        case .tar: archive
        case .gzip: try await Packer.gzip(archive)
        case .zstd: try await Packer.zstd(archive, "--check")
        }
    }

    @Test(arguments: LayerFormat.allCases)
    func everySplitGivesTheSameResult(_ format: LayerFormat) async throws {
        let bytes = try await Self.packed(format)
        let whole = unpack(bytes, format)
        #expect(whole.layer?.diffID == (try diffID(Self.archive)))
        #expect(whole.layer?.size == Int64(Self.archive.count))
        var random = SplitMix64(seed: 1)
        for _ in 0..<20 {
            let pieces = (0..<400).map { _ in Int(random.next() % UInt64(random.next() % 4 == 0 ? 40_000 : 300)) + 1 }
            #expect(unpack(bytes, format, pieces: pieces) == whole)
        }
        #expect(unpack(bytes, format, pieces: [1]) == whole)
    }

    @Test(arguments: [LayerFormat.gzip, .zstd])
    func concatenatedStreamsAreOne(_ format: LayerFormat) async throws {
        let half = Self.archive.count / 2
        let parts = [Array(Self.archive[..<half]), Array(Self.archive[half...]), []]
        var bytes: [UInt8] = []
        for part in parts {
            bytes += format == .gzip ? try await Packer.gzip(part) : try await Packer.zstd(part)
        }
        for pieces in [[], [1], [1000]] {
            #expect(unpack(bytes, format, pieces: pieces).layer?.diffID == (try diffID(Self.archive)))
        }
    }

    @Test func skippableFramesAreSkipped() async throws {
        let frame: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let bytes = frame + (try await Packer.zstd(Self.archive)) + frame
        for pieces in [[], [1]] {
            #expect(unpack(bytes, .zstd, pieces: pieces).layer?.diffID == (try diffID(Self.archive)))
        }
    }

    @Test(arguments: [
        (LayerFormat.gzip, [UInt8](), "compression: it is empty, not gzip"),
        (.zstd, [], "compression: it is empty, not zstd"),
        (.gzip, Array("<html>".utf8), "compression: it is not gzip (incorrect header check)"),
        (.zstd, Array("<html>".utf8), "compression: it is not zstd"),
        (.gzip, [0x1F, 0x8B, 8, 0xE0, 0, 0, 0, 0, 0, 0], "compression: it is not gzip (unknown header flags set)"),
    ])
    func invalidStreams(_ format: LayerFormat, _ bytes: [UInt8], _ words: String) {
        for pieces in [[], [1]] { #expect(unpack(bytes, format, pieces: pieces).words == words) }
    }

    @Test(arguments: [LayerFormat.gzip, .zstd])
    func theOtherFormatIsRejected(_ format: LayerFormat) async throws {
        let other = try await Self.packed(format == .gzip ? .zstd : .gzip)
        #expect(unpack(other, format).fault?.kind == .compression)
        #expect(unpack(Self.archive, format).fault?.kind == .compression)
        #expect(unpack(other, .tar).fault?.kind == .tar)
    }

    @Test(arguments: [LayerFormat.gzip, .zstd])
    func everyTruncationIsDetected(_ format: LayerFormat) async throws {
        let bytes = try await Self.packed(format)
        let places =
            Array(1..<40) + stride(from: 41, to: bytes.count, by: bytes.count / 40) + (bytes.count - 12..<bytes.count)
        for place in places {
            let result = unpack(Array(bytes[..<place]), format)
            #expect(
                result.words.hasPrefix("compression: it is truncated inside a \(format) "),
                "\(place): \(result.words)")
        }
    }

    /// A flipped bit in purely informative fields does not damage the content: gzip's text flag, time and system (RFC
    /// 1952, 2.3.1), and the window that a zstd frame requires. Everywhere else it does.
    @Test(arguments: [LayerFormat.gzip, .zstd])
    func everyFlippedBitIsDetected(_ format: LayerFormat) async throws {
        let bytes = try await Self.packed(format)
        let free = format == .gzip ? Set(4..<10) : [5]
        let places =
            Array(0..<40) + stride(from: 41, to: bytes.count, by: bytes.count / 100) + (bytes.count - 8..<bytes.count)
        for place in places where !free.contains(place) {
            for bit in [0, 3, 7] where format == .zstd || (place, bit) != (3, 0) {
                var bad = bytes
                bad[place] ^= 1 << bit
                let result = unpack(bad, format)
                // A gzip header flag that adds a field may move the damage, but never hides it.
                #expect(result.fault?.kind == .compression, "byte \(place), bit \(bit): \(result.words)")
                if let fault = result.fault, place > 40 {
                    #expect(fault.packedOffset > Int64(place), "byte \(place), bit \(bit)")
                }
            }
        }
    }

    @Test(arguments: [LayerFormat.gzip, .zstd])
    func trailingBytesAreDetected(_ format: LayerFormat) async throws {
        let bytes = try await Self.packed(format)
        for rest in [[UInt8](repeating: 0, count: 1), [UInt8](repeating: 0, count: 600), Array("garbage!".utf8)] {
            for pieces in [[], [1]] {
                let result = unpack(bytes + rest, format, pieces: pieces)
                #expect(result.fault?.kind == .compression, "\(result.words)")
            }
        }
        #expect(
            unpack(bytes + Array("garbage!".utf8), .gzip).words
                == "compression: trailing bytes after gzip member 1 are not a gzip member"
                || format == .zstd)
    }

    @Test func aWindowAboveTheLimitIsRejected() async throws {
        // For a stream of unknown length, the frame declares a window but no size.
        let big = [UInt8](repeating: 0, count: 4096)
        let bytes = try await Packer.zstd(big, "--ultra", "--long=28", "--no-content-size")
        #expect(unpack(bytes, .zstd).words == "compression: zstd requires a window of more than 128 MiB")
        let fits = try await Packer.zstd(HandMadeHeader.end, "--long=27", "--no-content-size")
        #expect(unpack(fits, .zstd).words == "unpacks: 0 entries")
    }

    @Test(arguments: [LayerFormat.gzip, .zstd])
    func aBombStopsAtTheLimits(_ format: LayerFormat) async throws {
        let bomb = HandMadeHeader.entry("0", [UInt8](repeating: 0, count: 8 << 20)) + HandMadeHeader.end
        let bytes = format == .gzip ? try await Packer.gzip(bomb) : try await Packer.zstd(bomb)
        let million = UnpackLimits(bytes: 1_000_000)
        #expect(unpack(bytes, format, limits: million).words == "limit: it unpacks to more than 1000000 bytes")
        let ratio = UnpackLimits(freeBytes: 1_000_000, ratio: 100)
        #expect(
            unpack(bytes, format, limits: ratio).words
                == "limit: it unpacks to more than 100 times its size, beyond the first 1000000 bytes")
        #expect(unpack(bytes, format).words == "unpacks: 1 entries")
    }

    @Test func aCompressionFaultTakesPrecedence() async throws {
        var bytes = try await Packer.gzip([UInt8](repeating: 1, count: 100_000))
        #expect(unpack(bytes, .gzip).fault?.kind == .tar)
        bytes[bytes.count - 6] ^= 1
        #expect(unpack(bytes, .gzip).words == "compression: gzip is damaged (incorrect data check)")
    }

    @Test(arguments: [
        (MediaType.ociLayer, LayerFormat?.some(.tar)), (.ociLayerGzip, .gzip), (.ociLayerZstd, .zstd),
        (.dockerLayer, .tar), (.dockerLayerGzip, .gzip), (.dockerLayerZstd, .zstd), (.ociForeignLayerGzip, nil),
        (.dockerForeignLayerGzip, nil), (.ociEmpty, nil), (MediaType("application/vnd.in-toto+json"), nil),
    ])
    func theMediaTypeDeterminesTheFormat(_ type: MediaType, _ format: LayerFormat?) {
        #expect(LayerFormat(type) == format)
    }
}
