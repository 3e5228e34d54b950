/// A content coding of HTTP that programs which pull images may decode (RFC 9110, 8.4.1; RFC 8878, 7.2).
package enum ContentCoding: String, Hashable, Sendable {
    case gzip
    case zstd
    /// Without zlib's header, as containerd reads it.
    case deflate

    fileprivate var decompressor: (any Decompressor)? {
        switch self {
        case .gzip: GzipDecompressor()
        case .zstd: ZstdDecompressor()
        case .deflate: DeflateDecompressor()
        }
    }
}

/// Undoes the content codings of one body while it streams in, with one window of memory for each.
///
/// Each instance is used by one transfer at a time, so the unchecked conformance is safe.
package final class ContentDecoder: @unchecked Sendable {
    private var stages: [any Decompressor] = []

    /// Creates a decoder for one body; `nil` if there is not enough memory.
    ///
    /// - Parameter codings: The codings in the order in which they were applied, as `Content-Encoding` lists them.
    package init?(_ codings: [ContentCoding]) {
        for coding in codings.reversed() {
            guard let stage = coding.decompressor else { return nil }
            stages.append(stage)
        }
    }

    /// Decodes the next bytes. `output` receives each piece, valid only during the call, and returns whether to continue.
    ///
    /// Returns what is wrong with the bytes; `nil` if nothing is.
    package func decode(
        _ bytes: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) -> Bool
    ) -> String? {
        decode(bytes, from: 0, output)
    }

    /// Ends the body. Returns what is wrong with its end; `nil` if nothing is.
    package func finish() -> String? {
        for var stage in stages {
            do throws(DecompressionError) {
                try stage.finish()
            } catch {
                return error.reason
            }
        }
        return nil
    }

    private func decode(
        _ bytes: UnsafeRawBufferPointer, from index: Int, _ output: (UnsafeRawBufferPointer) -> Bool
    ) -> String? {
        guard index < stages.count else {
            _ = output(bytes)
            return nil
        }
        var fault: String?
        var wantsMore = true
        // All stages are objects: a copy has the same state, and the array is free for the next stage.
        var stage = stages[index]
        do throws(DecompressionError) {
            try stage.decompress(bytes) { piece in
                fault = decode(piece, from: index + 1) { piece in
                    wantsMore = output(piece)
                    return wantsMore
                }
                return wantsMore && fault == nil
            }
        } catch {
            fault = fault ?? error.reason
        }
        return fault
    }
}
