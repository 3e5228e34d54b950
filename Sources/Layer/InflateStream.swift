internal import CZlib

/// A zlib stream with its output window: what gzip and raw deflate have in common.
final class InflateStream {
    /// How one step ended.
    enum Step {
        case more
        /// The compressed stream has ended; input may be left.
        case ended
        /// The receiver wants no more.
        case stopped
        case damaged(status: Int32)
    }

    private static let windowSize = 128 << 10

    // Heap-allocated because zlib's state points back to its stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private let window: UnsafeMutableRawBufferPointer

    /// `nil` if there is not enough memory.
    ///
    /// - Parameter start: Initializes zlib's stream for one format.
    init?(_ start: (UnsafeMutablePointer<z_stream>) -> Int32) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        window = .allocate(byteCount: Self.windowSize, alignment: 16)
        guard start(stream) == Z_OK else { return nil }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
        window.deallocate()
    }

    /// The number of bytes of the input that are left.
    var left: Int { Int(stream.pointee.avail_in) }
    /// Whether the last step filled the window, so that more output may be waiting.
    var isFull: Bool { stream.pointee.avail_out == 0 }
    /// The number of compressed bytes so far.
    var totalIn: UInt { stream.pointee.total_in }
    /// The number of decompressed bytes so far.
    var totalOut: UInt { stream.pointee.total_out }

    /// Sets the input of the next steps. It must stay valid for them.
    func take(_ base: UnsafeRawPointer, count: Int) {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(count)
    }

    /// Starts the next stream of the same format.
    func reset() { inflateReset(stream) }

    /// Decompresses at most one window.
    func step(_ output: (UnsafeRawBufferPointer) -> Bool) -> Step {
        stream.pointee.next_out = window.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(window.count)
        let status = inflate(stream, Z_NO_FLUSH)
        let made = window.count - Int(stream.pointee.avail_out)
        if made > 0, !output(UnsafeRawBufferPointer(rebasing: window[..<made])) { return .stopped }
        return switch status {
        case Z_STREAM_END: .ended
        case Z_OK, Z_BUF_ERROR: .more
        default: .damaged(status: status)
        }
    }

    /// What zlib says about a status.
    func words(_ status: Int32) -> String {
        stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
    }
}
