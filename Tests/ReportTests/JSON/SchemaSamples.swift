import Foundation
import Record

@testable import Report

/// Values of an object of the table, made from its rows.
enum SchemaSamples {
    /// One sample with all keys and one with only the required keys; for a fact, both for each case.
    static func all(of object: SchemaObject) -> [[String: Any]] {
        if object.isFact {
            return object.rows.flatMap { row in
                [true, false].map { isFull in [row.key: value(row.type, isFull: isFull)] }
            }
        }
        return [true, false].map { values(object.rows, isFull: $0) }
    }

    private static func values(_ rows: [SchemaRow], isFull: Bool) -> [String: Any] {
        let shown = rows.filter { isFull || $0.isRequired }
        return Dictionary(uniqueKeysWithValues: shown.map { ($0.key, value($0.type, isFull: isFull)) })
    }

    private static func value(_ type: SchemaType, isFull: Bool) -> Any {
        switch type {
        case .string: "registry.example"
        case .integer: 1
        case .boolean: true
        case .time: "2026-03-31T14:02:11.125Z"
        case .constant(let text): Int(text) ?? (text == "true" ? true : text as Any)
        case .words(let words): words[0]
        case .list(let type): [value(type, isFull: false), value(type, isFull: false)]
        case .map(let type): ["key": value(type, isFull: false)]
        case .values(let rows): values(rows, isFull: isFull)
        case .named(let name): named(name)
        }
    }

    /// The smallest value, so that recursive types end.
    private static func named(_ name: String) -> Any {
        let objects: [String: [String: Any]] = [
            "status": ["state": "present"], "source": ["kind": "arguments"],
            "expectedContent": ["manifest": "sha256:" + String(repeating: "0", count: 64)],
        ]
        if let object = objects[name] { return object }
        if let words = SchemaWords.all.first(where: { $0.name == name }) {
            if case .integer(let number) = words.example { return number }
            if case .string(let text) = words.example { return text }
        }
        guard let object = ReportSchema.objects.first(where: { $0.name == name }) else { return name }
        guard object.isFact else { return values(object.rows, isFull: false) }
        let rows = object.rows.map { row -> (SchemaRow, Int) in
            if case .values(let values) = row.type { (row, values.count) } else { (row, 0) }
        }
        guard let row = rows.min(by: { $0.1 < $1.1 })?.0 else { return name }
        return [row.key: value(row.type, isFull: false)]
    }
}
