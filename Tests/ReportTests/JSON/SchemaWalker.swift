import Foundation

/// Validates a document against the parts of JSON Schema (draft 2020-12) that `docs/report.schema.json` uses, and lists
/// every violation.
struct SchemaWalker: @unchecked Sendable {
    private let root: [String: Any]
    private(set) var faults: [String] = []
    /// Every key of the schema that occurred in some document, as `def.key`.
    private(set) var seen: Set<String> = []

    init(_ schema: Data) throws {
        root = try JSONSerialization.jsonObject(with: schema) as? [String: Any] ?? [:]
    }

    /// Every key in the schema, as `def.key`, and nested as `def.key.key`.
    var keys: Set<String> {
        let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
        return definitions.reduce(into: Self.keys(of: root, "document")) { keys, entry in
            keys.formUnion(Self.keys(of: entry.value, entry.key))
        }
    }

    private static func keys(of schema: [String: Any], _ name: String) -> Set<String> {
        let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
        return properties.reduce(into: []) { keys, property in
            keys.insert("\(name).\(property.key)")
            keys.formUnion(Self.keys(of: property.value, "\(name).\(property.key)"))
        }
    }

    func definition(_ name: String) -> [String: Any] { (root["$defs"] as? [String: [String: Any]])?[name] ?? [:] }

    mutating func walk(_ document: Data) throws {
        check(try JSONSerialization.jsonObject(with: document), root, at: "$", as: "document")
    }

    /// Validates a value against one definition of the schema.
    mutating func walk(_ value: Data, as name: String) throws {
        check(try JSONSerialization.jsonObject(with: value), definition(name), at: name, as: name)
    }

    private mutating func check(_ value: Any, _ schema: [String: Any], at place: String, as name: String) {
        if let reference = schema["$ref"] as? String, let target = reference.split(separator: "/").last {
            return check(value, definition(String(target)), at: place, as: String(target))
        }
        switch schema["type"] as? String {
        case "object": checkObject(value, schema, at: place, as: name)
        case "array":
            guard let values = value as? [Any], let items = schema["items"] as? [String: Any] else {
                return faults.append("\(place) is no list")
            }
            for (index, item) in values.enumerated() { check(item, items, at: "\(place)[\(index)]", as: name) }
        case "string":
            guard let text = value as? String else { return faults.append("\(place) is no string") }
            checkText(text, schema, at: place)
        case "integer":
            guard let number = value as? NSNumber, number.doubleValue == Double(number.int64Value) else {
                return faults.append("\(place) is no integer")
            }
            if let constant = schema["const"] as? Int, number.intValue != constant {
                faults.append("\(place) is \(number)")
            }
            if let values = schema["enum"] as? [Int], !values.contains(number.intValue) {
                faults.append("\(place) is \(number)")
            }
        case "boolean":
            if !(value is Bool) { faults.append("\(place) is no boolean") }
        case let other:
            faults.append("\(place) has the type \(other ?? "none") in the schema")
        }
    }

    private mutating func checkObject(_ value: Any, _ schema: [String: Any], at place: String, as name: String) {
        guard let object = value as? [String: Any] else { return faults.append("\(place) is no object") }
        let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
        if let least = schema["minProperties"] as? Int, let most = schema["maxProperties"] as? Int,
            !(least...most).contains(object.count)
        {
            faults.append("\(place) has \(object.count) keys")
        }
        for key in schema["required"] as? [String] ?? [] where object[key] == nil {
            faults.append("\(place).\(key) is missing")
        }
        for (key, member) in object {
            if let property = properties[key] {
                seen.insert("\(name).\(key)")
                check(member, property, at: "\(place).\(key)", as: "\(name).\(key)")
            } else if let any = schema["additionalProperties"] as? [String: Any] {
                check(member, any, at: "\(place).\(key)", as: name)
            } else {
                faults.append("\(place).\(key) is not in the schema")
            }
        }
    }

    private mutating func checkText(_ text: String, _ schema: [String: Any], at place: String) {
        if let values = schema["enum"] as? [String], !values.contains(text) { faults.append("\(place) is \(text)") }
        if let constant = schema["const"] as? String, text != constant { faults.append("\(place) is \(text)") }
        if let pattern = schema["pattern"] as? String, (try? Regex(pattern).firstMatch(in: text)) == nil {
            faults.append("\(place) is \(text)")
        }
        if schema["format"] as? String == "date-time",
            text.wholeMatch(of: /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/) == nil
        {
            faults.append("\(place) is \(text)")
        }
    }
}
