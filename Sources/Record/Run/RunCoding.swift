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
            // The style truncates to milliseconds. A date that is read back must give the same text.
            try container.encode(date.addingTimeInterval(0.0005).formatted(style))
        }
        if let words, let key = CodingUserInfoKey.words { encoder.userInfo[key] = words }
        return printable(try encoder.encode(value))
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text)) else {
                throw DecodingError.invalid(
                    "not an RFC 3339 time, for example 2026-01-31T12:00:00.000Z", at: container.codingPath)
            }
            return date
        }
        return try decoder.decode(type, from: data)
    }

    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// JSON as printable ASCII. A hidden character becomes the text `\u{202e}`, except line feeds and tabs; every other
    /// character outside ASCII becomes the equivalent `\uXXXX`. Both occur only in strings.
    package static func printable(_ data: Data) -> Data {
        let backslash = UInt8(ascii: "\\")
        guard data.contains(where: { $0 >= 0x7F || $0 == backslash }) else { return data }
        var written = Data(capacity: data.count + data.count / 8)
        var scalars = String(decoding: data, as: UTF8.self).unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            if scalar == "\\", let kind = scalars.popFirst() {
                // The encoder writes only control characters as `\u00XX`.
                let code = kind == "u" ? UInt32(String(String.UnicodeScalarView(scalars.prefix(4))), radix: 16) : nil
                if let code, let meant = Unicode.Scalar(code), meant.isHidden {
                    written.append(contentsOf: hidden(meant))
                    scalars = scalars.dropFirst(4)
                } else {
                    written.append(contentsOf: "\\\(kind)".utf8)
                }
            } else if scalar.isHidden, scalar != "\n" {
                written.append(contentsOf: hidden(scalar))
            } else if scalar.isASCII {
                written.append(UInt8(scalar.value))
            } else {
                for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                    let hex = String(unit, radix: 16)
                    written.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8)
                }
            }
        }
        return written
    }

    private static func hidden(_ scalar: Unicode.Scalar) -> String.UTF8View {
        "\\\\u{\(String(scalar.value, radix: 16))}".utf8
    }
}
