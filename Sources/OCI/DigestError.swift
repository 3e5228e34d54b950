/// Why a text is not a digest.
package struct DigestError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// There is no colon between algorithm and hash.
        case noColon
        /// The algorithm's name breaks the grammar.
        case algorithm(String)
        /// A registered algorithm's hash has another number of characters.
        case length(String, expected: Int, found: Int)
        /// A registered algorithm's hash has a character outside `0-9a-f`.
        case notLowerHex
        /// Another algorithm's hash is empty or has a character outside `a-zA-Z0-9=_-`.
        case encoded
    }

    package let text: String
    package let reason: Reason

    /// One sentence without the text, which the caller shows in its own context.
    package var description: String {
        switch reason {
        case .noColon: "a digest is written algorithm:hash, and there is no colon"
        case .algorithm(let name): "\"\(name.escapedASCII(limit: 64))\" is not the name of a digest algorithm"
        case .length(let name, _, 0): "no hash follows \"\(name):\""
        case .length(let name, let expected, let found): "a \(name) hash has \(expected) characters, not \(found)"
        case .notLowerHex: "the hash must be lower-case hexadecimal (0-9, a-f)"
        case .encoded: "the hash is empty or has a character outside a-z, A-Z, 0-9, =, _, -"
        }
    }
}
