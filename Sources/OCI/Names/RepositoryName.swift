/// The path of a repository within its registry, for example `restricted/mediawiki-multiversion`
/// (distribution-spec, Pulling manifests).
package struct RepositoryName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Parses a repository name; `nil` if it violates `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/…)*` or is longer than 255
    /// characters.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 255 else { return nil }
        let components = text.split(separator: "/", omittingEmptySubsequences: false)
        guard components.allSatisfy({ Self.isComponent(Array($0.utf8)) }) else { return nil }
        self.description = String(text)
    }

    package static func < (left: RepositoryName, right: RepositoryName) -> Bool {
        left.description < right.description
    }

    static func isComponent(_ bytes: [UInt8]) -> Bool {
        var position = 0
        while true {
            let start = position
            while position < bytes.count, bytes[position].isASCIILower || bytes[position].isASCIIDigit { position += 1 }
            guard position > start else { return false }
            if position == bytes.count { return true }
            guard let next = separatorEnd(in: bytes, at: position) else { return false }
            position = next
        }
    }

    private static func separatorEnd(in bytes: [UInt8], at position: Int) -> Int? {
        var end = position
        switch bytes[position] {
        case UInt8(ascii: "."):
            end += 1
        case UInt8(ascii: "_"):
            while end < bytes.count, end - position < 2, bytes[end] == UInt8(ascii: "_") { end += 1 }
        case UInt8(ascii: "-"):
            while end < bytes.count, bytes[end] == UInt8(ascii: "-") { end += 1 }
        default:
            return nil
        }
        return end
    }
}
