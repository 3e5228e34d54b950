import Layer
import Support
import Testing

/// Content codings of HTTP, decoded as containerd and Go do.
struct ContentDecoderTests {
    private static let content = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 2) }

    /// What comes out of a body in pieces of this size, and what is wrong with it, before its end or at it.
    private static func decode(
        _ bytes: [UInt8], _ codings: [ContentCoding], pieces: Int = .max, limit: Int = .max
    ) throws -> (bytes: [UInt8], fault: String?, faultAtEnd: String?) {
        let decoder = try #require(ContentDecoder(codings))
        var out: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieces))
            rest = rest.dropFirst(piece.count)
            let fault = piece.withUnsafeBytes { raw in
                decoder.decode(raw) { made in
                    out += made.prefix(limit - out.count)
                    return out.count < limit
                }
            }
            if fault != nil || out.count >= limit { return (out, fault, nil) }
        }
        return (out, nil, decoder.finish())
    }

    static let bodies: [([ContentCoding], [UInt8])] = [
        ([.gzip], Packed.gzip(content)), ([.zstd], Packed.zstd(content)), ([.deflate], Packed.deflate(content)),
        ([.gzip, .zstd], Packed.zstd(Packed.gzip(content))), ([.deflate, .gzip], Packed.gzip(Packed.deflate(content))),
        ([.gzip, .gzip], Packed.gzip(Packed.gzip(content))),
    ]

    @Test("every coding, and one on another, in pieces of any size", arguments: bodies)
    func right(codings: [ContentCoding], body: [UInt8]) throws {
        for pieces in [Int.max, 1, 7, 1000] {
            let seen = try Self.decode(body, codings, pieces: pieces)
            #expect(seen.bytes == Self.content && seen.fault == nil && seen.faultAtEnd == nil, "\(pieces)")
        }
    }

    @Test("a body that ends too early", arguments: bodies) func cut(codings: [ContentCoding], body: [UInt8]) throws {
        let seen = try Self.decode(body.dropLast(3), codings)
        #expect(seen.fault != nil || seen.faultAtEnd != nil)
    }

    @Test("a body that is coded otherwise", arguments: [[ContentCoding.gzip], [.zstd], [.deflate], [.zstd, .gzip]])
    func plain(codings: [ContentCoding]) throws {
        let plain = [UInt8](repeating: 0xFF, count: 100)
        #expect(try Self.decode(plain, codings).fault != nil)
    }

    @Test("nothing is decoded after the last wanted byte", arguments: bodies)
    func stopped(codings: [ContentCoding], body: [UInt8]) throws {
        #expect(try Self.decode(body, codings, limit: 10).bytes == Array(Self.content.prefix(10)))
    }

    @Test("what follows a deflate stream is ignored, as in Go; what follows gzip is not") func trailing() throws {
        #expect(try Self.decode(Packed.deflate(Self.content) + [1, 2, 3], [.deflate]).fault == nil)
        #expect(try Self.decode(Packed.gzip(Self.content) + Array("more than a header".utf8), [.gzip]).fault != nil)
    }
}
