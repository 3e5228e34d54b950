import ArgumentParser

/// Reads numbers of the command line.
enum NumberArgument {
    /// A number of a range; what is none ends with what was expected.
    static func of(_ range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
        { text in
            guard let number = Int(text), range.contains(number) else {
                throw ValidationError("expected \(expected(range))")
            }
            return number
        }
    }

    /// The values, for the message about another one.
    static func expected(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max
            ? "a number from \(range.lowerBound) up" : "a number from \(range.lowerBound) to \(range.upperBound)"
    }

    /// How often may be tried again.
    static let retries = 0...100
    /// How many transfers there may be at a time.
    static let jobs = 1...256
}
