package import Foundation
internal import Record

/// A time in RFC 3339, in UTC, with milliseconds.
package struct StatementTime: Codable, Hashable, Sendable {
    package let date: Date

    package init(_ date: Date) { self.date = date }

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        let text = try value.decode(String.self)
        guard let date = RFC3339.date(text) else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "not a time in RFC 3339")
        }
        self.date = date
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(RFC3339.text(date))
    }
}
