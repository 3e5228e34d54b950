package import Foundation

/// Times as text in RFC 3339: in UTC, with milliseconds.
package enum RFC3339 {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// The style truncates to milliseconds; this rounds. A time that is read back must give the same text.
    package static func text(_ date: Date) -> String { date.addingTimeInterval(0.0005).formatted(style) }

    /// Reads a time with or without a fraction of a second; `nil` if it is neither.
    package static func date(_ text: String) -> Date? {
        (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text))
    }
}
