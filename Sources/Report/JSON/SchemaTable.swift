internal import Record

/// The table of the JSON formats. The schema, its documentation and the encoder test are generated from it.
///
/// A text with an object per paragraph and a key per line, as close to the types as words allow:
///
///     # claim: One statement that a run had to prove.
///     size: integer? -- Bytes.
///
/// `?` marks a key that may be absent, `[...]` a list, `{...}` an object with any keys, `(a | b)` words, `= 1` a constant.
/// A `(fact)` has exactly one of its keys, whose value is an object of the values in parentheses. A `(fact, text)`, or
/// another object marked `(text)`, may also have a sentence in `text`.
struct SchemaTable: Sendable {
    let objects: [SchemaObject]

    init(_ text: String) {
        objects = text.split(separator: "\n\n").compactMap { paragraph in
            let lines = paragraph.split(separator: "\n")
            return lines.first.flatMap { SchemaObject(heading: $0, rows: lines.dropFirst()) }
        }
    }
}

/// One object of a report. No other keys are allowed.
struct SchemaObject: Sendable {
    static let textRow = SchemaRow(key: "text", type: .string, isRequired: false, meaning: "The same in words.")

    let name: String
    let meaning: String
    /// Whether it has exactly one of its keys, apart from its sentence.
    let isFact: Bool
    /// Whether it may have a sentence in `text`.
    let hasText: Bool
    let rows: [SchemaRow]

    /// Parses `# NAME (MARKS): MEANING`; `nil` for any other line.
    fileprivate init?(heading: Substring, rows lines: some Sequence<Substring>) {
        guard heading.hasPrefix("# "), let colon = heading.firstIndex(of: ":") else { return nil }
        let words = heading[..<colon].split { " (),".contains($0) }.dropFirst()
        guard let name = words.first else { return nil }
        self.name = String(name)
        meaning = heading[colon...].dropFirst(2).description
        isFact = words.contains("fact")
        hasText = words.dropFirst().contains("text")
        let isFact = isFact
        rows = lines.map { isFact ? SchemaRow(fact: $0) : SchemaRow(line: $0) }
    }
}

/// A key of an object.
struct SchemaRow: Sendable {
    let key: String
    let type: SchemaType
    let isRequired: Bool
    /// May be empty if the key is self-explanatory.
    let meaning: String
}

extension SchemaRow {
    /// `KEY: TYPE -- MEANING`
    fileprivate init(line: some StringProtocol) {
        let (head, meaning) = Self.halves(line, at: " -- ")
        let (key, type) = Self.halves(head, at: ": ")
        self.init(
            key: key, type: SchemaType(type.last == "?" ? type.dropLast() : type[...]), isRequired: type.last != "?",
            meaning: meaning)
    }

    /// `CASE(KEY: TYPE, KEY: TYPE) -- MEANING`
    fileprivate init(fact line: Substring) {
        let (head, meaning) = Self.halves(line, at: " -- ")
        let (key, values) = Self.halves(head, at: "(")
        let rows = values.dropLast().split(separator: ", ").map { SchemaRow(line: $0) }
        self.init(key: key, type: .values(rows), isRequired: false, meaning: meaning)
    }

    private static func halves(_ text: some StringProtocol, at separator: String) -> (String, String) {
        let parts = String(text).split(separator: separator, maxSplits: 1).map { String($0) }
        return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    }
}

/// A JSON value of a report.
indirect enum SchemaType: Sendable {
    case string
    case integer
    case boolean
    /// RFC 3339 in UTC, to the millisecond.
    case time
    /// A constant, as written in JSON.
    case constant(String)
    /// One of these words.
    case words([String])
    case list(SchemaType)
    case map(SchemaType)
    /// An object of exactly these keys.
    case values([SchemaRow])
    /// An object or a set of words, by name.
    case named(String)

    fileprivate init(_ text: Substring) {
        let inner = text.dropFirst().dropLast()
        switch text.first {
        case "[": self = .list(SchemaType(inner))
        case "{": self = .map(SchemaType(inner))
        case "(": self = .words(inner.split(separator: " | ").map(String.init))
        case "=": self = .constant(String(text.dropFirst(2)))
        default:
            self =
                switch text {
                case "string": .string
                case "integer": .integer
                case "boolean": .boolean
                case "time": .time
                default: .named(String(text))
                }
        }
    }
}
