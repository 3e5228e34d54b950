import Foundation
import Gate
import OCI

extension ValueParser where Value == String {
    static var text: Self { ValueParser(shape: "text") { (text) throws(ValueFault) in text } }

    static var path: Self {
        var parser = ValueParser(shape: "path") { (text) throws(ValueFault) in text }
        parser.isPath = true
        parser.file = { mapping, name in mapping.text(name).map(mapping.absolutePath) }
        return parser
    }

    /// A path, but not SQLite's name for a database in memory: a file of that name is not what was meant.
    static var ledgerPath: Self {
        let read: Read = { (text) throws(ValueFault) in
            guard text != ":memory:" else {
                throw .message("a ledger in memory would be lost after the run; give a file")
            }
            return text
        }
        var parser = ValueParser(shape: path.shape, read)
        parser.isPath = true
        parser.file = { mapping, name in mapping.value(name, read).map(mapping.absolutePath) }
        return parser
    }
}

extension ValueParser where Value == TimeSpan {
    static var duration: Self {
        let expected = "a duration with a unit, such as 6h, 8m or 15s"
        return ValueParser(shape: "duration") { (text) throws(ValueFault) in
            if let span = TimeSpan(text) { return span }
            throw MissingUnit.ofDuration(text) ?? .expected(expected)
        }
    }

    /// A duration above zero. On the command line, `Setting.validate` rejects zero.
    static var positiveDuration: Self {
        let expected = "a duration above 0 with a unit, such as 8m or 15s"
        var parser = ValueParser(shape: "duration") { (text) throws(ValueFault) -> TimeSpan in
            if let span = TimeSpan(positive: text) { return span }
            throw MissingUnit.ofDuration(text) ?? .expected(expected)
        }
        parser.read = duration.read
        return parser
    }
}

extension ValueParser where Value == Int {
    static func number(_ range: ClosedRange<Int>) -> Self {
        let words = "number from \(range.lowerBound) to \(range.upperBound)"
        return ValueParser(shape: words, expected: "a \(words)") { number($0, range) }
    }

    static func number(_ range: PartialRangeFrom<Int>) -> Self {
        ValueParser(shape: "number", expected: "a number of at least \(range.lowerBound)") { number($0, range) }
    }

    private static func number(_ text: String, _ range: some RangeExpression<Int>) -> Int? {
        Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
}

extension ValueParser where Value == Bool {
    /// A boolean; on the command line, a flag without a value.
    static var toggle: Self {
        var parser = words(["true": true, "false": false])
        parser.variable = { (text) throws(ValueFault) in
            switch text {
            case "1", "true": return true
            case "0", "false": return false
            default: throw .expected("1, true, 0 or false")
            }
        }
        return parser
    }

    /// A boolean written as one of these words.
    static func words(_ words: KeyValuePairs<String, Bool>) -> Self {
        let shape = Enumeration.any(of: words.map(\.key))
        return ValueParser(shape: shape, expected: shape) { text in words.first { $0.key == text }?.value }
    }
}

extension ValueParser where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the cases.
    static var oneOf: Self {
        let names = Value.allCases.map(\.rawValue)
        return ValueParser(
            shape: Enumeration.any(of: names), expected: "one of \(names.joined(separator: ", "))",
            Value.init(rawValue:))
    }
}

extension ValueParser where Value == RegistryName {
    static var registry: Self {
        ValueParser(shape: "host[:port]", expected: "a registry's host[:port]") { RegistryName($0) }
    }
}

extension ValueParser where Value == [Platform] {
    /// Platforms: a list in the file, one per option, comma-separated in the environment.
    static var platforms: Self {
        var parser = ValueParser(shape: "list of os/arch[/variant]") { (text) throws(ValueFault) in
            [try platform(text)]
        }
        parser.variable = { (text) throws(ValueFault) in
            var platforms: [Platform] = []
            let names = text.split(separator: ",").map(String.init)
            for name in names.isEmpty ? [text] : names { platforms.append(try platform(name)) }
            return platforms
        }
        parser.file = { mapping, name in
            mapping.list(name) { (text) throws(ValueFault) in try platform(text ?? "") }
        }
        return parser
    }

    private static func platform(_ text: String) throws(ValueFault) -> Platform {
        do {
            return try Platform(parsing: text)
        } catch {
            throw .message("\(error)")
        }
    }
}

extension ValueParser where Value == [String] {
    /// A list of names in the file.
    static func names(of what: String) -> Self {
        var parser = ValueParser(shape: "list of names") { (text) throws(ValueFault) in [text] }
        parser.file = { mapping, name in
            mapping.list(name) { (text) throws(ValueFault) in
                guard let text, !text.isEmpty else { throw .message("expected names of \(what)") }
                return text
            }
        }
        return parser
    }
}

/// Lists in running text.
enum Enumeration {
    /// `a, b or c`
    static func any(of words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) or \(last)"
    }
}
