/// Keeps keys made of aliases from the parser, which compares the keys of a mapping in full, however far they grow.
///
/// A handful of aliases can do no harm, and a text without anchors has no aliases, whatever stars it has.
enum AliasGuard {
    private static let harmless = 24

    /// The 1-based line on which aliases may be the key of a mapping, in a text that has many.
    static func keyLine(_ text: String) -> Int? {
        guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return nil }
        let bytes = Array(text.utf8)
        let anchors = Set(names(after: UInt8(ascii: "&"), in: bytes))
        guard !anchors.isEmpty else { return nil }
        let uses = names(after: UInt8(ascii: "*"), in: bytes).count { anchors.contains($0) }
        guard uses > harmless else { return nil }
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        return lines.firstIndex { line in
            line.contains(/^[\s\-]*\?(\s|$)|[\[\{,]\s*\?\s/)
                || line.contains("*") && line.contains(/\*[A-Za-z0-9_-]+\s*:(\s|$)|[\]\}]\s*:(\s|$)/)
        }.map { $0 + 1 }
    }

    /// The names that follow a mark where an anchor or an alias may stand.
    private static func names(after mark: UInt8, in bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var names: [ArraySlice<UInt8>] = []
        var index = 0
        while let found = bytes[index...].firstIndex(of: mark) {
            index = found + 1
            let end = bytes[index...].firstIndex { !isName($0) } ?? bytes.endIndex
            if end > index, found == 0 || before.contains(bytes[found - 1]) { names.append(bytes[index..<end]) }
        }
        return names
    }

    private static let before = Set(" \t\n\r[{,".utf8)

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
