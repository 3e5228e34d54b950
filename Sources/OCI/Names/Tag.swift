/// A tag of a repository: a letter, digit or underscore, then up to 127 of `[a-zA-Z0-9._-]`
/// (distribution-spec, Pulling manifests).
package struct Tag: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// The implied tag of a reference with neither tag nor digest.
    package static let latest = Tag(unchecked: "latest")

    /// Parses a tag; `nil` if it violates the grammar.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.count <= 128, Self.isWord(first) else { return nil }
        guard bytes.allSatisfy({ Self.isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }) else {
            return nil
        }
        self.description = String(text)
    }

    private init(unchecked text: String) { self.description = text }

    package static func < (left: Tag, right: Tag) -> Bool { left.description < right.description }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "_")
    }
}
