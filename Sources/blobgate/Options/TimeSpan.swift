import ArgumentParser

/// A span of time as people write it: `15s`, `8m`, `6h`, `30d`, `500ms`, `1h30m`.
struct TimeSpan: Hashable, Sendable, CustomStringConvertible {
    /// The values, for the message about another one.
    static let expected = "a duration such as 6h, 8m or 15s"
    /// The same, where it cannot be nothing.
    static let expectedPositive = "a duration longer than 0, such as 8m or 15s"

    let duration: Duration
    let description: String

    init(days: Int) {
        duration = .seconds(days * 86_400)
        description = "\(days)d"
    }

    init(seconds: Int) {
        duration = .seconds(seconds)
        description = "\(seconds)s"
    }

    /// Reads a span; `nil` when it is none. A number needs its unit.
    init?(_ text: some StringProtocol) {
        var total = Duration.zero
        var rest = text.lowercased()[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int64(digits), number < 1_000_000_000 else { return nil }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            guard let unit = Self.units[String(name)] else { return nil }
            rest = rest.dropFirst(name.count)
            total += unit * Int(number)
        }
        duration = total
        description = String(text)
    }

    /// Reads a span that is not nothing; `nil` when it is none.
    init?(positive text: String) {
        self.init(text)
        guard duration > .zero else { return nil }
    }

    /// Reads the value of an option, and says what was expected.
    static func argument(_ text: String) throws -> TimeSpan {
        guard let span = TimeSpan(text) else { throw ValidationError("expected \(expected)") }
        return span
    }

    var seconds: Double { duration / .seconds(1) }

    private static let units: [String: Duration] = [
        "ms": .milliseconds(1), "s": .seconds(1), "m": .seconds(60), "h": .seconds(3600), "d": .seconds(86_400),
    ]
}
