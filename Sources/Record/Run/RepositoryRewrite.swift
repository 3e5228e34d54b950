internal import OCI

/// A rename of repositories by a regular expression in Go's syntax, as k3s and RKE2 have it for mirrors.
package struct RepositoryRewrite: Codable, Hashable, Sendable, CustomStringConvertible {
    package let pattern: String
    /// With `$1` or `${1}` for the groups of the pattern, and `$$` for a dollar sign.
    package let replacement: String

    /// `nil` if the pattern or the replacement cannot be used.
    package init?(pattern: String, replacement: String) {
        // Go has no look-around and no backreferences, and would refuse the pattern.
        let isOther = pattern.contains("(?=") || pattern.contains("(?!") || pattern.contains("(?<")
        guard !isOther, let regex = try? Regex(pattern), Self.pieces(of: replacement) != nil else { return nil }
        _ = regex
        self.pattern = pattern
        self.replacement = replacement
    }

    package var description: String { "\(pattern)=>\(replacement)" }

    /// The name with every match replaced; `nil` if that changes nothing.
    func applied(to name: String) -> String? {
        guard let regex = try? Regex(pattern), let pieces = Self.pieces(of: replacement) else { return nil }
        let renamed = name.replacing(regex) { match in
            pieces.map { piece in
                switch piece {
                case .text(let text): text
                // As in Go, a group that does not exist is empty.
                case .group(let number):
                    number < match.output.count ? match.output[number].substring.map(String.init) ?? "" : ""
                }
            }.joined()
        }
        return renamed == name ? nil : renamed
    }

    private enum Piece {
        case text(String)
        case group(Int)
    }

    /// `nil` for a named group, or a dollar sign that names none.
    private static func pieces(of text: String) -> [Piece]? {
        var pieces: [Piece] = []
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            pieces.append(.text(String(rest[..<dollar])))
            rest = rest[rest.index(after: dollar)...]
            if rest.hasPrefix("$") {
                pieces.append(.text("$"))
                rest = rest.dropFirst()
                continue
            }
            let isBraced = rest.hasPrefix("{")
            if isBraced { rest = rest.dropFirst() }
            // Without braces, Go takes the longest word: `$1x` is the group named 1x.
            let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            rest = rest[word.endIndex...]
            guard let number = Int(word), number >= 0 else { return nil }
            pieces.append(.group(number))
            if isBraced {
                guard rest.hasPrefix("}") else { return nil }
                rest = rest.dropFirst()
            }
        }
        return pieces + [.text(String(rest))]
    }
}
