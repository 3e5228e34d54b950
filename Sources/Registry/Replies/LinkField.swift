/// The links of a response (RFC 8288, 3).
enum LinkField {
    /// The target of the first link whose `rel` contains the word `next`, unchanged.
    static func next(in values: [String]) -> String? {
        for link in values.flatMap({ pieces(of: $0, at: ",") }) {
            var parts = pieces(of: link, at: ";")
            let target = parts.removeFirst()
            guard target.first == "<", target.last == ">", target.count > 2 else { continue }
            if parts.contains(where: isNext) { return String(target.dropFirst().dropLast()) }
        }
        return nil
    }

    private static func isNext(_ parameter: String) -> Bool {
        let parts = parameter.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == "rel" else { return false }
        let value = parts[1].filter { $0 != "\"" }.lowercased()
        return value.split(separator: " ").contains("next")
    }

    /// The parts between separators outside quoted strings and targets; at least one.
    private static func pieces(of text: String, at separator: Character) -> [String] {
        var pieces = [""]
        var closing: Character?
        for character in text {
            if closing == nil, character == separator {
                pieces.append("")
                continue
            }
            if character == closing {
                closing = nil
            } else if closing == nil {
                closing = character == "\"" ? "\"" : character == "<" ? ">" : nil
            }
            pieces[pieces.count - 1].append(character)
        }
        return pieces.map { piece in
            let start = piece.drop { $0 == " " || $0 == "\t" }
            return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
    }
}
