package import OCI
package import Record
package import Transfer

/// The result of unpacking a layer.
package struct UnpackedLayer: Hashable, Sendable {
    /// The SHA-256 digest of the unpacked archive: the layer's DiffID (image-spec, Layer DiffID).
    package let diffID: Digest
    /// The size of the unpacked archive, in bytes.
    package let size: Int64
    /// The number of entries in the archive; names are not interpreted.
    package let entries: Int

    /// Creates a result, for example to test code that evaluates it.
    package init(diffID: Digest, size: Int64, entries: Int) {
        self.diffID = diffID
        self.size = size
        self.entries = entries
    }
}

/// Unpacks a layer as it streams in: decompresses it, hashes the output and checks the structure of the archive. Keeps
/// only one window of unpacked bytes in memory.
///
/// Each instance is used by one transfer at a time, so the unchecked conformance is safe.
package final class LayerUnpacker: @unchecked Sendable {
    private let format: LayerFormat
    private let limits: UnpackLimits
    private var decompressor: any Decompressor
    private var hash = StreamingHash(.sha256)
    private var tar = TarStructure()
    private var packed: Int64 = 0
    private var unpacked: Int64 = 0
    private var fatal: LayerFault?
    private var tarFault: LayerFault?
    private var stop: StopFlag?
    private var isStopped = false

    /// Creates an unpacker for one layer; `nil` if there is not enough memory.
    package init?(_ format: LayerFormat, limits: UnpackLimits = UnpackLimits()) {
        self.format = format
        self.limits = limits
        switch format {
        case .tar: decompressor = PlainBytes()
        case .gzip:
            guard let gzip = GzipDecompressor() else { return nil }
            decompressor = gzip
        case .zstd:
            guard let zstd = ZstdDecompressor() else { return nil }
            decompressor = zstd
        }
    }

    /// Stops unpacking once the flag is raised: a few bytes may unpack to gigabytes.
    package func follow(_ stop: StopFlag) { self.stop = stop }

    /// Takes the next bytes of the blob.
    package func take(_ bytes: UnsafeRawBufferPointer) {
        guard fatal == nil, !isStopped else { return }
        let before = packed
        packed += Int64(bytes.count)
        do throws(DecompressionError) {
            try decompressor.decompress(bytes) { piece in unpack(piece) }
        } catch {
            fatal = fault(.compression, error.reason, packedOffset: before + Int64(error.consumed))
        }
    }

    /// Ends the blob.
    ///
    /// Reports a compression fault in preference to an archive fault, which it may have caused.
    package func finish() -> Result<UnpackedLayer, LayerFault> {
        if isStopped { return .failure(fault(.limit, "unpacking was stopped", packedOffset: packed)) }
        if fatal == nil {
            do throws(DecompressionError) {
                try decompressor.finish()
            } catch {
                fatal = fault(.compression, error.reason, packedOffset: packed)
            }
        }
        if fatal == nil, tarFault == nil {
            do throws(TarError) {
                try tar.finish()
            } catch {
                tarFault = fault(.tar, error.reason, packedOffset: packed, unpackedOffset: tar.faultOffset)
            }
        }
        if let fault = fatal ?? tarFault { return .failure(fault) }
        guard let diffID = Digest(.sha256, hash: hash.value) else {
            return .failure(fault(.limit, "hashing failed", packedOffset: packed))
        }
        return .success(UnpackedLayer(diffID: diffID, size: unpacked, entries: tar.entries))
    }

    private func unpack(_ piece: UnsafeRawBufferPointer) -> Bool {
        // A transfer has a flag and no task, a file on disk the other way round.
        isStopped = stop?.isRaised == true || Task.isCancelled
        guard !isStopped else { return false }
        hash.update(piece)
        unpacked += Int64(piece.count)
        if let excess = limits.excess(packed: packed, unpacked: unpacked) {
            fatal = fault(.limit, excess, packedOffset: packed)
            return false
        }
        if tarFault == nil {
            do throws(TarError) {
                try tar.take(piece)
            } catch {
                tarFault = fault(.tar, error.reason, packedOffset: packed, unpackedOffset: tar.faultOffset)
            }
        }
        return true
    }

    private func fault(
        _ kind: LayerFault.Kind, _ reason: String, packedOffset: Int64, unpackedOffset: Int64? = nil
    ) -> LayerFault {
        LayerFault(
            kind: kind, reason: reason, packedOffset: packedOffset, unpackedOffset: unpackedOffset ?? unpacked)
    }
}
