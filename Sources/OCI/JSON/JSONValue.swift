/// A JSON document as written: numbers keep their text and members their order, because a size must not pass through a
/// floating-point number.
enum JSONValue: Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    struct Member: Hashable {
        let name: String
        let value: JSONValue
    }
}

/// A location in a JSON document, for messages: `layers[2].digest`.
struct JSONPath: Hashable, CustomStringConvertible {
    private(set) var description = ""

    func member(_ name: String) -> JSONPath {
        var path = self
        if name.utf8.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit }), !name.isEmpty {
            path.description += description.isEmpty ? name : ".\(name)"
        } else {
            path.description += "[\"\(name.escapedASCII(limit: 80))\"]"
        }
        return path
    }

    func element(_ index: Int) -> JSONPath {
        var path = self
        path.description += "[\(index)]"
        return path
    }
}
