import Foundation

/// The lines of a byte buffer, without copying.
struct YAMLLines: Sequence, IteratorProtocol {
    private let bytes: UnsafeRawBufferPointer
    private var next0 = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next line with its line feed.
    mutating func next() -> Range<Int>? {
        guard next0 < bytes.count, let base = bytes.baseAddress else { return nil }
        let start = next0
        let found = memchr(base + start, 0x0a, bytes.count - start)
        next0 = found.map { base.distance(to: UnsafeRawPointer($0)) + 1 } ?? bytes.count
        return start..<next0
    }
}
