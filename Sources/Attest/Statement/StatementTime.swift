package import Foundation

/// A time in RFC 3339, in UTC, with milliseconds.
package struct StatementTime: Codable, Hashable, Sendable {
    package let date: Date

    package init(_ date: Date) { self.date = date }

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        let text = try value.decode(String.self)
        guard let date = Self.parsed(text) else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "not a time in RFC 3339")
        }
        self.date = date
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        // The style truncates to milliseconds; this rounds.
        try value.encode(
            date.addingTimeInterval(0.0005).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    private static func parsed(_ text: String) -> Date? {
        let isFractional = text.contains(".")
        return try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: isFractional))
    }
}
