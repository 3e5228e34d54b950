internal import OrderedCollections

/// Parses `Warning` fields (distribution-spec, Warnings; RFC 7234, 5.5): `299 - "text"`, possibly several per field.
enum WarningField {
    /// The maximum length of a value, in characters; a server may send any.
    private static let limit = 4096

    /// The distinct texts in order of arrival. A value in another form is used as is: it may matter too.
    static func texts(_ values: [String]) -> [String] {
        let all = values.flatMap { value in
            let cut = Array(value.unicodeScalars.prefix(limit))
            return Self.texts(of: cut) ?? [String(String.UnicodeScalarView(cut))]
        }
        return OrderedSet(all.filter { !$0.isEmpty }).elements
    }

    /// `nil` if the value does not match the grammar.
    private static func texts(of value: [Unicode.Scalar]) -> [String]? {
        var rest = value[...]
        var texts: [String] = []
        func skip(_ characters: String) { rest = rest.drop { characters.unicodeScalars.contains($0) } }
        while true {
            skip(" \t,")
            guard !rest.isEmpty else { return texts }
            let code = rest.prefix { $0 != " " }
            guard code.count == 3, code.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
            rest = rest.dropFirst(3)
            skip(" ")
            rest = rest.drop { $0 != " " }
            skip(" ")
            guard let text = quoted(&rest) else { return nil }
            texts.append(text)
            skip(" ")
            // A date may follow, which is a quoted string too.
            if rest.first == "\"", quoted(&rest) == nil { return nil }
            skip(" \t")
            guard rest.isEmpty || rest.first == "," else { return nil }
        }
    }

    /// Takes a quoted string off the front.
    private static func quoted(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
        guard rest.popFirst() == "\"" else { return nil }
        var text = String.UnicodeScalarView()
        while let character = rest.popFirst() {
            switch character {
            case "\"": return String(text)
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                text.append(next)
            default: text.append(character)
            }
        }
        return nil
    }
}
