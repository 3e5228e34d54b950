import Foundation

/// A JSON object with typed access to the names that its reader knows.
struct JSONObject {
    let path: JSONPath
    private let members: [JSONValue.Member]

    /// Known names match in any case, as in Go's decoder, which nodes use. Two members with the same name are rejected: `layers`
    /// and `Layers` would be two manifests in one, of which nodes and other readers may see different ones.
    init(_ value: JSONValue, at path: JSONPath, known: [String]) throws(ManifestError) {
        guard case .object(let members) = value else { throw path.invalid("expected an object") }
        self.path = path
        let names = Dictionary(known.map { (Self.fold($0), $0) }) { first, _ in first }
        var seen: Set<String> = []
        var read: [JSONValue.Member] = []
        for member in members {
            guard let meant = names[Self.fold(member.name)] else { continue }
            guard seen.insert(meant).inserted else {
                throw ManifestError(.duplicateKey(field: path.member(member.name).description))
            }
            read.append(JSONValue.Member(name: meant, value: member.value))
        }
        self.members = read
    }

    /// Whether the member exists, even if its value is null.
    func has(_ name: String) -> Bool { members.contains { $0.name == name } }

    func path(_ name: String) -> JSONPath { path.member(name) }

    /// The value, unless absent or null.
    func value(_ name: String) -> JSONValue? {
        members.first { $0.name == name && $0.value != .null }?.value
    }

    func string(_ name: String) throws(ManifestError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else { throw path(name).invalid("expected a string") }
        return text
    }

    func requiredString(_ name: String) throws(ManifestError) -> String {
        guard let text = try string(name) else { throw ManifestError(.missing(field: path(name).description)) }
        return text
    }

    func requiredInteger(_ name: String) throws(ManifestError) -> Int64 {
        guard let value = value(name) else { throw ManifestError(.missing(field: path(name).description)) }
        guard case .number(let text) = value, let number = Int64(text) else {
            throw path(name).invalid("expected a whole number of at most 63 bits")
        }
        return number
    }

    /// The media type, unless absent or empty; Go writes an absent one as empty.
    func mediaType(_ name: String) throws(ManifestError) -> MediaType? {
        guard let text = try string(name), !text.isEmpty else { return nil }
        return MediaType(text)
    }

    /// The elements; empty if absent or null, which is how Go writes an empty list.
    func array(_ name: String) throws(ManifestError) -> [(JSONValue, JSONPath)] {
        guard let value = value(name) else { return [] }
        guard case .array(let elements) = value else { throw path(name).invalid("expected an array") }
        let path = path(name)
        return elements.enumerated().map { ($1, path.element($0)) }
    }

    func strings(_ name: String) throws(ManifestError) -> [String] {
        var texts: [String] = []
        for (element, path) in try array(name) {
            guard case .string(let text) = element else { throw path.invalid("expected a string") }
            texts.append(text)
        }
        return texts
    }

    func annotations(_ name: String = "annotations") throws(ManifestError) -> [String: String] {
        guard let value = value(name) else { return [:] }
        guard case .object(let members) = value else { throw path(name).invalid("expected an object") }
        var texts: [String: String] = [:]
        for member in members {
            guard case .string(let text) = member.value else {
                throw path(name).member(member.name).invalid("expected a string")
            }
            texts[member.name] = text
        }
        return texts
    }

    func base64(_ name: String) throws(ManifestError) -> [UInt8]? {
        guard let text = try string(name) else { return nil }
        guard let data = Data(base64Encoded: text) else { throw path(name).invalid("expected base64") }
        return [UInt8](data)
    }

    /// Go's case folding of names: ASCII case, and the two non-ASCII letters that fold to ASCII ones.
    private static func fold(_ name: String) -> [Unicode.Scalar] {
        name.unicodeScalars.map { scalar in
            switch scalar {
            case "A"..."Z": Unicode.Scalar(UInt8(ascii: scalar) + 32)
            case "\u{17f}": "s"
            case "\u{212a}": "k"
            default: scalar
            }
        }
    }
}

extension JSONPath {
    func invalid(_ detail: String) -> ManifestError { ManifestError(.invalid(field: description, detail: detail)) }
}
