package import Foundation

/// The JSON encoding of a run record: sorted keys, RFC 3339 dates (UTC, milliseconds), printable ASCII only.
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
        return ascii(try encoder.encode(value))
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text)) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "not an RFC 3339 time, for example 2026-01-31T12:00:00.000Z"
                )
            }
            return date
        }
        return try decoder.decode(type, from: data)
    }

    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Non-ASCII characters occur only in strings, where `\uXXXX` is equivalent.
    private static func ascii(_ data: Data) -> Data {
        guard data.contains(where: { $0 >= 0x7F }) else { return data }
        var written = Data(capacity: data.count + data.count / 8)
        for scalar in String(decoding: data, as: UTF8.self).unicodeScalars {
            if scalar.value < 0x7F {
                written.append(UInt8(scalar.value))
                continue
            }
            for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                let hex = String(unit, radix: 16)
                written.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8)
            }
        }
        return written
    }
}
