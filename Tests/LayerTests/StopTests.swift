import Record
import Support
import Testing
import Transfer

@testable import Layer

/// Unpacking ends when its transfer is cancelled, whatever a few bytes expand to.
struct StopTests {
    /// A decompressor that raises the flag after its first block, as a cancellation from another thread would.
    private static func blocks(_ bytes: [UInt8], _ format: LayerFormat, raisingAfter limit: Int) throws -> Int {
        let stop = StopFlag()
        var count = 0
        func take(_ piece: UnsafeRawBufferPointer) -> Bool {
            count += 1
            if count == limit { stop.raise() }
            return !stop.isRaised
        }
        if format == .gzip {
            let gzip = try #require(GzipDecompressor())
            try bytes.withUnsafeBytes { (bytes) throws in try gzip.decompress(bytes, take) }
        } else {
            let zstd = try #require(ZstdDecompressor())
            try bytes.withUnsafeBytes { (bytes) throws in try zstd.decompress(bytes, take) }
        }
        return count
    }

    private static func bomb(_ format: LayerFormat) async throws -> [UInt8] {
        let zeros = [UInt8](repeating: 0, count: 32 << 20)
        return format == .gzip ? try await Packer.gzip(zeros) : try await Packer.zstd(zeros)
    }

    @Test(arguments: [LayerFormat.gzip, .zstd])
    func decompressionEndsBetweenBlocks(_ format: LayerFormat) async throws {
        let bomb = try await Self.bomb(format)
        #expect(try Self.blocks(bomb, format, raisingAfter: .max) > 100)
        #expect(try Self.blocks(bomb, format, raisingAfter: 3) == 3)
    }

    @Test(arguments: LayerFormat.allCases)
    func aStoppedLayerIsNotUnpacked(_ format: LayerFormat) async throws {
        let bytes = format == .tar ? HandMadeHeader.end : try await Self.bomb(format)
        let unpacker = try #require(LayerUnpacker(format))
        let stop = StopFlag()
        unpacker.follow(stop)
        stop.raise()
        for _ in 0..<2 { bytes.withUnsafeBytes { unpacker.take($0) } }
        guard case .failure(let fault) = unpacker.finish() else {
            Issue.record("it counts as unpacked")
            return
        }
        #expect(fault.unpackedOffset == 0, "\(fault)")
        #expect(fault.reason == "unpacking was stopped")
    }

    @Test(arguments: [LayerFormat.gzip, .zstd])
    func aCancelledTaskUnpacksNothing(_ format: LayerFormat) async throws {
        let bomb = try await Self.bomb(format)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return unpack(bomb, format)
        }
        #expect(await task.value.fault?.unpackedOffset == 0)
    }

    @Test(arguments: [LayerFormat.gzip, .zstd])
    func aFlagThatIsNotRaisedChangesNothing(_ format: LayerFormat) async throws {
        let archive = HandMadeHeader.entry("0", [1, 2, 3]) + HandMadeHeader.end
        let bytes = format == .gzip ? try await Packer.gzip(archive) : try await Packer.zstd(archive)
        let unpacker = try #require(LayerUnpacker(format))
        unpacker.follow(StopFlag())
        bytes.withUnsafeBytes { unpacker.take($0) }
        #expect(unpacker.finish().layer?.diffID == (try diffID(archive)))
    }
}
