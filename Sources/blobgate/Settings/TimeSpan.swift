/// A duration in text form: `15s`, `8m`, `6h`, `30d`, `500ms`, `1h30m`.
struct TimeSpan: Hashable, Sendable, CustomStringConvertible {
    let duration: Duration
    let description: String

    /// Formats a duration with the largest unit that divides it.
    init(_ duration: Duration) {
        self.duration = duration
        let milliseconds = Int(duration / .milliseconds(1))
        let unit = Self.units.last { milliseconds % Int($0.length / .milliseconds(1)) == 0 } ?? Self.units[0]
        description = "\(milliseconds / Int(unit.length / .milliseconds(1)))\(unit.name)"
    }

    /// Parses a duration; `nil` if it is invalid. Every number needs a unit.
    init?(_ text: some StringProtocol) {
        var total = Duration.zero
        var rest = text.lowercased()[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int64(digits), number < 1_000_000_000 else { return nil }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            guard let unit = Self.units.first(where: { $0.name == name })?.length else { return nil }
            rest = rest.dropFirst(name.count)
            total += unit * Int(number)
        }
        duration = total
        description = String(text)
    }

    /// Parses a duration above zero.
    init?(positive text: String) {
        self.init(text)
        guard duration > .zero else { return nil }
    }

    var seconds: Double { duration / .seconds(1) }

    /// Units, shortest first.
    private static let units: [(name: String, length: Duration)] = [
        ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
        ("d", .seconds(86_400)),
    ]
}
