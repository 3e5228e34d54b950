/// A JSON value of a report, as the schema and its documentation describe it.
indirect enum SchemaType {
    case string
    case integer
    case boolean
    /// RFC 3339 in UTC, to the millisecond.
    case time
    /// `algorithm:encoded` (image-spec, Digests).
    case digest
    case constant(String)
    case constantInteger(Int)
    case constantTrue
    /// One of these words.
    case words([String])
    case list(SchemaType)
    /// An object of the table, by its name.
    case object(String)
    /// An object whose keys are any text.
    case map(SchemaType)

    /// The words of an enumeration, from the type itself.
    static func oneOf<Value: CaseIterable & RawRepresentable<String>>(_ type: Value.Type) -> SchemaType {
        .words(Value.allCases.map(\.rawValue))
    }
}

/// A key of an object.
struct SchemaRow {
    let key: String
    let type: SchemaType
    let isRequired: Bool
    let meaning: String

    static func key(_ key: String, _ type: SchemaType, _ meaning: String) -> SchemaRow {
        SchemaRow(key: key, type: type, isRequired: true, meaning: meaning)
    }

    /// A key that may be absent.
    static func optional(_ key: String, _ type: SchemaType, _ meaning: String) -> SchemaRow {
        SchemaRow(key: key, type: type, isRequired: false, meaning: meaning)
    }
}

/// One object of a report. Other keys than these are not allowed.
struct SchemaObject {
    enum Form {
        case plain
        /// Has exactly one of its keys, and may have a sentence besides it.
        case fact
    }

    let name: String
    let meaning: String
    let form: Form
    let rows: [SchemaRow]

    init(_ name: String, _ meaning: String, _ rows: [SchemaRow]) {
        (self.name, self.meaning, form, self.rows) = (name, meaning, .plain, rows)
    }

    /// A fact: an object with the name of the fact as its only key, and its values under it.
    init(fact name: String, _ meaning: String, _ cases: [SchemaCase]) {
        (self.name, self.meaning, form) = (name, meaning, .fact)
        rows = cases.map { SchemaRow(key: $0.name, type: .values($0.values), isRequired: false, meaning: $0.meaning) }
    }
}
