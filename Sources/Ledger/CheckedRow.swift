import GRDB

/// A value that the ledger never wrote: the file is damaged in a way SQLite did not detect.
struct UnreadableValue: Error, CustomStringConvertible {
    let column: String

    var description: String { "the column \(column) has an invalid value" }
}

extension Row {
    /// The value of a column. GRDB's own subscript traps on a value of the wrong type, but a damaged file must not
    /// crash the process.
    func value<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        let stored: DatabaseValue = self[column]
        guard let value = Value.fromDatabaseValue(stored) else { throw UnreadableValue(column: column) }
        return value
    }

    /// The value of a column that may be NULL.
    func optional<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) throws -> Value?
    {
        let stored: DatabaseValue = self[column]
        return stored.isNull ? nil : try value(column)
    }

    /// The value of a column, converted by a failable initializer.
    func parsed<Stored: DatabaseValueConvertible, Value>(
        _ column: String, _ parse: (Stored) throws -> Value?
    ) throws -> Value {
        let stored: Stored = try value(column)
        guard let value = try? parse(stored) else { throw UnreadableValue(column: column) }
        return value
    }
}
