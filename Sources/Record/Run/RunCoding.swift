package import Foundation
internal import OCI

/// The JSON encoding of a run record: sorted keys, RFC 3339 dates (UTC, milliseconds), printable ASCII only. Hidden
/// characters are replaced by what the text reports show for them: names come from servers and files, and whoever prints a
/// decoded value must not act on them.
package enum RunCoding {
    /// - Parameter words: Adds a sentence for each fact, for people.
    package static func encode(
        _ value: some Encodable, pretty: Bool = false, words: Wording? = nil
    ) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(RFC3339.text(date))
        }
        if let words, let key = CodingUserInfoKey.words { encoder.userInfo[key] = words }
        return printable(try encoder.encode(value))
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = RFC3339.date(text) else {
                throw DecodingError.invalid(
                    "not an RFC 3339 time, for example 2026-01-31T12:00:00.000Z", at: container.codingPath)
            }
            return date
        }
        return try decoder.decode(type, from: data)
    }

    /// JSON as printable ASCII. A hidden character becomes the text `\u{202e}`, except line feeds and tabs; every other
    /// character outside ASCII becomes the equivalent `\uXXXX`. Both occur only in strings.
    package static func printable(_ data: Data) -> Data {
        guard data.contains(where: { $0 >= 0x7F || $0 == PrintableText.backslash }) else { return data }
        return data.withUnsafeBytes { PrintableText.data($0) }
    }
}

/// JSON that is rewritten byte by byte. Almost all of it stays as it is, and is copied in long pieces.
private struct PrintableText {
    static let backslash = UInt8(ascii: "\\")

    private let bytes: UnsafeRawBufferPointer
    private var written: [UInt8] = []
    /// The first byte that was not copied yet.
    private var start = 0

    static func data(_ bytes: UnsafeRawBufferPointer) -> Data {
        var text = PrintableText(bytes: bytes)
        text.rewrite()
        return Data(text.written)
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private mutating func rewrite() {
        written.reserveCapacity(bytes.count + bytes.count / 8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == Self.backslash {
                let length = escape(at: index)
                if let hidden = hiddenCharacter(in: index..<min(index + length, bytes.count)) {
                    replace(index..<index + length) { $0.append(contentsOf: Self.text(of: hidden)) }
                }
                index += length
            } else if byte >= 0x20 && byte < 0x7F || byte == UInt8(ascii: "\n") {
                index += 1
            } else {
                let end = endOfCharacter(at: index)
                let text = String(decoding: bytes[index..<end], as: UTF8.self)
                replace(index..<end) { written in
                    for scalar in text.unicodeScalars { Self.write(scalar, to: &written) }
                }
                index = end
            }
        }
        written.append(contentsOf: bytes[start...])
    }

    private mutating func replace(_ range: Range<Int>, by write: (inout [UInt8]) -> Void) {
        written.append(contentsOf: bytes[start..<range.lowerBound])
        write(&written)
        start = range.upperBound
    }

    /// The length of an escape sequence.
    private func escape(at index: Int) -> Int {
        index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "u") ? 6 : 2
    }

    /// The hidden character that an escape sequence stands for. The encoder writes only control characters as `\u00XX`.
    private func hiddenCharacter(in escape: Range<Int>) -> Unicode.Scalar? {
        guard escape.count == 6 else { return nil }
        let digits = String(decoding: bytes[escape.dropFirst(2)], as: UTF8.self)
        guard let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init), scalar.isHidden else { return nil }
        return scalar
    }

    private func endOfCharacter(at index: Int) -> Int {
        var end = index + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    private static func write(_ scalar: Unicode.Scalar, to written: inout [UInt8]) {
        guard !scalar.isHidden else { return written.append(contentsOf: text(of: scalar)) }
        guard !scalar.isASCII else { return written.append(UInt8(scalar.value)) }
        for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
            let hex = String(unit, radix: 16)
            written.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8)
        }
    }

    private static func text(of hidden: Unicode.Scalar) -> String.UTF8View {
        "\\\\u{\(String(hidden.value, radix: 16))}".utf8
    }
}
