/// A span of time as people write it: `15s`, `8m`, `6h`, `30d`, `500ms`, `1h30m`.
struct TimeSpan: Hashable, Sendable, CustomStringConvertible {
    let duration: Duration
    let description: String

    /// Writes a span with the largest unit that divides it.
    init(_ duration: Duration) {
        self.duration = duration
        let milliseconds = Int(duration / .milliseconds(1))
        let unit = Self.units.last { milliseconds % Int($0.length / .milliseconds(1)) == 0 } ?? Self.units[0]
        description = "\(milliseconds / Int(unit.length / .milliseconds(1)))\(unit.name)"
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
            guard let unit = Self.units.first(where: { $0.name == name })?.length else { return nil }
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

    var seconds: Double { duration / .seconds(1) }

    /// From the shortest to the longest.
    private static let units: [(name: String, length: Duration)] = [
        ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
        ("d", .seconds(86_400)),
    ]
}
