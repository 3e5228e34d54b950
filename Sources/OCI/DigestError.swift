/// Why a text is not a digest.
package struct DigestError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// There is no colon between algorithm and hash.
        case noColon
        /// The algorithm's name violates the grammar.
        case algorithm(String)
        /// The hash of a registered algorithm has a wrong length.
        case length(String, expected: Int, found: Int)
        /// The hash of a registered algorithm has a character outside `0-9a-f`.
        case notLowerHex
        /// The hash of another algorithm is empty or has a character outside `a-zA-Z0-9=_-`.
        case encoded
    }

    package let text: String
    package let reason: Reason

    /// One sentence without the text itself, which the caller shows in context.
    package var description: String {
        switch reason {
        case .noColon: "a digest has the form algorithm:hash, but there is no colon"
        case .algorithm(let name): "\"\(name.escapedASCII(limit: 64))\" is not the name of a digest algorithm"
        case .length(let name, _, 0): "no hash follows \"\(name):\""
        case .length(let name, let expected, let found): "a \(name) hash has \(expected) characters, not \(found)"
        case .notLowerHex: "the hash must be lower-case hexadecimal (0-9, a-f)"
        case .encoded: "the hash is empty or has a character outside a-z, A-Z, 0-9, =, _, -"
        }
    }
}
