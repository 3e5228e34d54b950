/// The types of the fields of an image configuration that every node decodes, whether it uses them or not. One that it cannot
/// decode ends the pull, after all layers were pulled. Tried with containerd 2.1, skopeo 1.22 and dockerd 28.5, which all
/// decode the structures of image-spec's Go package.
enum ConfigurationShape {
    private indirect enum Kind: Sendable {
        case text
        case flag
        /// A text with a time (RFC 3339).
        case time
        case list(Kind)
        /// An object with any names.
        case map(Kind)
        /// An object with these names, in lower case; others may have any type.
        case object([String: Kind])
    }

    private static let image = Kind.object([
        "created": .time, "author": .text, "architecture": .text, "os": .text, "os.version": .text,
        "os.features": .list(.text), "variant": .text,
        "config": .object([
            "user": .text, "exposedports": .map(.object([:])), "env": .list(.text), "entrypoint": .list(.text),
            "cmd": .list(.text), "volumes": .map(.object([:])), "workingdir": .text, "labels": .map(.text),
            "stopsignal": .text, "argsescaped": .flag,
        ]),
        "history": .list(
            .object([
                "created": .time, "created_by": .text, "author": .text, "comment": .text, "empty_layer": .flag,
            ])),
    ])

    /// Checks a whole configuration.
    static func check(_ configuration: JSONValue) throws(ManifestError) {
        try check(configuration, image, at: JSONPath())
    }

    private static func check(_ value: JSONValue, _ kind: Kind, at path: JSONPath) throws(ManifestError) {
        switch (kind, value) {
        // Go leaves the field as it is.
        case (_, .null), (.text, .string), (.flag, .bool): return
        case (.time, .string(let text)):
            guard isTime(text) else { throw invalid(path, "expected a time as in RFC 3339") }
        case (.list(let inner), .array(let elements)):
            for (number, element) in elements.enumerated() { try check(element, inner, at: path.element(number)) }
        case (.map(let inner), .object(let members)):
            for member in members { try check(member.value, inner, at: path.member(member.name)) }
        case (.object(let kinds), .object(let members)):
            for member in members {
                // Go finds a field in any case.
                guard let inner = kinds[member.name.replacing("\u{17F}", with: "s").lowercased()] else { continue }
                try check(member.value, inner, at: path.member(member.name))
            }
        default: throw invalid(path, "expected \(words(kind))")
        }
    }

    private static func invalid(_ path: JSONPath, _ detail: String) -> ManifestError {
        ManifestError(.invalid(field: path.description, detail: detail))
    }

    private static func words(_ kind: Kind) -> String {
        switch kind {
        case .text, .time: "a string"
        case .flag: "true or false"
        case .list: "an array"
        case .map, .object: "an object"
        }
    }

    /// Whether Go's decoder takes this as a time: RFC 3339, but also with a comma before the fraction.
    private static func isTime(_ text: String) -> Bool {
        let form = #/(\d{4})-(\d\d)-(\d\d)T(\d{1,2}):(\d\d):(\d\d)([.,]\d+)?(?:Z|[+-](\d\d):(\d\d))/#
        // Only ASCII digits.
        guard text.utf8.allSatisfy({ $0 < 0x80 }), let found = text.wholeMatch(of: form)?.output,
            let year = Int(found.1), let month = Int(found.2), let day = Int(found.3), let hour = Int(found.4),
            let minute = Int(found.5), let second = Int(found.6)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return false }
        let offset = (found.8.flatMap { Int($0) } ?? 0, found.9.flatMap { Int($0) } ?? 0)
        return hour < 24 && minute < 60 && second < 60 && offset.0 < 24 && offset.1 < 60
    }
}
