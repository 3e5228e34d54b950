/// A file of envelopes: JSON lines, or one envelope formatted in any way.
package struct EnvelopeFile: Sendable {
    /// The largest file that is read, in bytes.
    package static let largest = 256 << 20

    /// An envelope with its place in the file.
    package struct Entry: Hashable, Sendable {
        /// The 1-based line.
        package let line: Int
        package let envelope: Envelope
    }

    /// A line that is not an envelope.
    package struct Fault: Error, Hashable, Sendable {
        /// The 1-based line; `nil` for a file without any.
        package let line: Int?
        package let reason: EnvelopeFault?
    }

    package let entries: [Entry]

    package init(_ bytes: [UInt8]) throws(Fault) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let filled = lines.enumerated().filter { !$0.element.allSatisfy(Self.isSpace) }
        guard let first = filled.first else { throw Fault(line: nil, reason: nil) }
        // A formatted envelope begins with a line that is not JSON by itself.
        if filled.count > 1, let envelope = try? Envelope(reading: bytes) {
            entries = [Entry(line: first.offset + 1, envelope: envelope)]
            return
        }
        var entries: [Entry] = []
        for (index, line) in filled {
            do throws(EnvelopeFault) {
                entries.append(Entry(line: index + 1, envelope: try Envelope(reading: Array(line))))
            } catch {
                throw Fault(line: index + 1, reason: error)
            }
        }
        self.entries = entries
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
}
