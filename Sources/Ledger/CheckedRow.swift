import GRDB

/// A value that the ledger never wrote: the file is damaged in a way that SQLite did not see.
struct UnreadableValue: Error, CustomStringConvertible {
    let column: String

    var description: String { "a value of the column \(column) cannot be read" }
}

extension Row {
    /// The value of a column. GRDB's own subscript traps on a value of the wrong type, and a damaged file must not end
    /// the process.
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

    /// The value of a column, read by a failable initialiser.
    func parsed<Stored: DatabaseValueConvertible, Value>(
        _ column: String, _ parse: (Stored) throws -> Value?
    ) throws -> Value {
        let stored: Stored = try value(column)
        guard let value = try? parse(stored) else { throw UnreadableValue(column: column) }
        return value
    }
}
