import OCI

/// The path of an image field in objects of a kind, from `--image-path KIND:PATH`, for example
/// `MyJob:spec.steps[].image`.
package struct ImagePath: Hashable, Sendable, CustomStringConvertible {
    /// The kind of the objects.
    package let kind: String
    /// The keys from the object to the image; `nil` matches every element of a list.
    let keys: [String?]

    /// Parses `KIND:PATH`: keys separated by dots, `[]` after a key for every element of its list, `\.` for a dot
    /// within a key.
    package init(parsing text: String) throws(ImagePathError) {
        guard let colon = text.firstIndex(of: ":") else { throw ImagePathError(text: text, reason: .noKind) }
        kind = String(text[..<colon])
        guard let first = kind.utf8.first, (0x41...0x5a).contains(first),
            kind.utf8.allSatisfy({ $0 < 0x80 && ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a || (0x30...0x39).contains($0)) }
            )
        else { throw ImagePathError(text: text, reason: .noKind) }
        var keys: [String?] = []
        for part in Self.parts(of: text[text.index(after: colon)...]) {
            var key = part
            var lists = 0
            while key.hasSuffix("[]") {
                key.removeLast(2)
                lists += 1
            }
            guard !key.isEmpty else { throw ImagePathError(text: text, reason: .emptyKey) }
            guard !key.contains("["), !key.contains("]") else { throw ImagePathError(text: text, reason: .bracket) }
            keys.append(key)
            keys += Array(repeating: nil, count: lists)
        }
        self.keys = keys
    }

    init(_ kind: String, _ keys: [String?]) {
        self.kind = kind
        self.keys = keys
    }

    /// `KIND:PATH`, as written.
    package var description: String { "\(kind):\(path)" }

    var path: String {
        var text = ""
        for key in keys {
            if let key {
                text += (text.isEmpty ? "" : ".") + key.replacing(".", with: #"\."#)
            } else {
                text += "[]"
            }
        }
        return text
    }

    private static func parts(of text: Substring) -> [String] {
        var parts = [""]
        var isEscaped = false
        for character in text {
            if isEscaped {
                parts[parts.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "." {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }
}

/// Why a text is not a valid `KIND:PATH`.
package struct ImagePathError: Error, Hashable, Sendable, CustomStringConvertible {
    enum Reason {
        case noKind, emptyKey, bracket
    }

    let text: String
    let reason: Reason

    /// What is wrong, with an example.
    package var description: String {
        let why =
            switch reason {
            case .noKind: "it must start with the kind of the object and a colon"
            case .emptyKey: "a key is empty"
            case .bracket: "brackets are allowed only as [] at the end of a key, for every element of a list"
            }
        return "\"\(text.escapedASCII(limit: 120))\" is not KIND:PATH: \(why); for example Prometheus:spec.image or "
            + "MyJob:spec.steps[].image"
    }
}
