/// Checks the chunks of a body while they pass, as Go's `net/http/internal/chunked.go` reads them. libcurl removes the framing
/// itself and accepts more, for example lines that end in a bare line feed.
struct ChunkRules {
    private enum State {
        case size
        case data(left: UInt64)
        /// Between data and the next size; the number of bytes of CR LF seen.
        case end(seen: Int)
        /// After the last chunk. Trailers are like header fields, which may end in bare line feeds.
        case trailers
    }

    private static let longestLine = 4096
    private static let mostExcess: Int64 = 16 << 10

    private var state = State.size
    private var line: [UInt8] = []
    /// How much more framing than content there was, as Go counts it.
    private var excess: Int64 = 0

    /// Takes the next bytes of the body as received. Returns the fault, in words, if Go refuses them.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> String? {
        var rest = bytes[...]
        while let byte = rest.first {
            switch state {
            case .trailers: return nil
            case .data(let left):
                let count = min(UInt64(rest.count), left)
                rest = rest.dropFirst(Int(count))
                state = count == left ? .end(seen: 0) : .data(left: left - count)
            case .end(let seen):
                guard byte == (seen == 0 ? UInt8(ascii: "\r") : UInt8(ascii: "\n")) else {
                    return "a chunk that does not end in CR LF; clients refuse the response"
                }
                rest = rest.dropFirst()
                state = seen == 0 ? .end(seen: 1) : .size
            case .size:
                rest = rest.dropFirst()
                line.append(byte)
                guard line.count <= Self.longestLine else {
                    return "a chunk line of more than \(Self.longestLine) bytes; clients refuse the response"
                }
                if byte == UInt8(ascii: "\n"), let fault = endLine() { return fault }
            }
        }
        return nil
    }

    private mutating func endLine() -> String? {
        defer { line.removeAll(keepingCapacity: true) }
        guard let end = line.firstIndex(of: UInt8(ascii: "\r")) else {
            return "chunked, with lines that end in a bare line feed; clients refuse the response"
        }
        guard end == line.count - 2 else { return "a carriage return inside a chunk line; clients refuse the response" }
        let digits = line[..<end].prefix { $0 != UInt8(ascii: ";") }.reversed().drop { $0 == 0x20 || $0 == 0x09 }
            .reversed()
        guard !digits.isEmpty, digits.count <= 16, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let size = UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return "a chunk whose size is no hexadecimal number; clients refuse the response" }
        excess += Int64(line.count) - 16 - 2 * Int64(clamping: min(size, 1 << 40))
        excess = max(excess, 0)
        guard excess <= Self.mostExcess else {
            return "chunks with far more framing than content; clients refuse the response"
        }
        state = size == 0 ? .trailers : .data(left: size)
        return nil
    }
}
