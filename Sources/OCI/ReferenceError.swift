/// Why a text is not an image reference, and at which of its characters.
package struct ReferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case empty
        /// A space, a control character, a character outside ASCII, or one that names do not have.
        case character(Character)
        /// The text is a URL; the prefix is given, with `://`.
        case scheme(String)
        /// The text is 64 hexadecimal characters, which tools take for the ID of a local image.
        case identifier
        /// The text is a digest without the repository it is in.
        case digestAlone
        /// The text begins as a digest does, and is none.
        case malformedDigest(DigestError)
        /// The part before the first slash is no `HOST[:PORT]`.
        case registry(String)
        /// The port is no number from 1 to 65535.
        case port(String)
        /// Nothing stands where the repository should.
        case noRepository
        /// Two slashes follow each other, or the name begins or ends with one.
        case emptyComponent
        /// The repository has upper case; the suggestion is the name in lower case, with the registry as written.
        case upperCase(suggestion: String)
        /// A component of the path begins or ends with `.`, `_` or `-`, or has a run of them that is not allowed.
        case separators(String)
        /// The repository has this many characters.
        case nameTooLong(Int)
        /// No registry is named, where names without one are refused.
        case shortName
        /// Nothing follows the colon.
        case emptyTag
        /// The tag has this many characters.
        case tagTooLong(Int)
        /// A tag cannot begin with this character.
        case tagStart(Character)
        /// A tag cannot have this character.
        case tagCharacter(Character)
        /// Nothing follows the `@`.
        case emptyDigest
        /// What follows the `@` is not a digest.
        case digest(DigestError)
    }

    package let input: String
    /// The 1-based position, in characters, of what is wrong.
    package let column: Int
    package let reason: Reason

    /// One sentence in ASCII: what is wrong, where, and what was expected. The input itself is left to the caller, who
    /// shows it in its context.
    package var description: String {
        switch reason {
        case .empty: "the reference is empty; expected [REGISTRY/]REPOSITORY[:TAG][@DIGEST]"
        case .scheme(let prefix):
            "a reference has no \"\(prefix.escapedASCII(limit: 40))\"; begin with the registry's name"
        case .identifier: "64 hexadecimal characters name no image in a registry; write REPOSITORY@sha256:..."
        case .digestAlone: "a digest alone names no repository; write REPOSITORY@sha256:..."
        case .malformedDigest(let error):
            "it begins as a digest does: \(error); write REPOSITORY@sha256:..., or for an image of that name "
                + "docker.io/library/\(input.escapedASCII(limit: 80))"
        case .shortName:
            "no registry is named, and names without one are refused (strict names); write REGISTRY/REPOSITORY, for "
                + "example docker.io/library/nginx"
        default: "\(fault) at character \(column)\(expectation)"
        }
    }

    private var fault: String {
        switch reason {
        case .character(let character), .tagCharacter(let character): Self.name(character)
        case .registry(let text): "\"\(text.escapedASCII(limit: 80))\" is no registry"
        case .port(let text): text.isEmpty ? "empty port" : "bad port \"\(text.escapedASCII(limit: 40))\""
        case .noRepository: "no repository"
        case .emptyComponent: "empty path component"
        case .upperCase: "upper case in the repository"
        case .separators(let text): "misplaced \".\", \"_\" or \"-\" in \"\(text.escapedASCII(limit: 80))\""
        case .nameTooLong(let length): "name of \(length) characters"
        case .emptyTag: "empty tag"
        case .tagTooLong(let length): "tag of \(length) characters"
        case .tagStart(let character): "tag beginning with \"\(character)\""
        case .emptyDigest: "empty digest"
        case .digest: "bad digest"
        case .empty, .scheme, .identifier, .digestAlone, .malformedDigest, .shortName: "bad reference"
        }
    }

    private var expectation: String {
        switch reason {
        case .character(let character):
            character.isWhitespace
                ? "; a reference has no white space" : "; a repository has only a-z, 0-9, \".\", \"_\", \"-\" and \"/\""
        case .tagCharacter: "; a tag has only a-z, A-Z, 0-9, \".\", \"_\" and \"-\""
        case .registry: "; expected HOST, HOST:PORT or [IPV6]:PORT before the first slash"
        case .port: "; expected a number from 1 to 65535"
        case .noRepository: "; expected its name after the registry"
        case .emptyComponent: "; path components are separated by one slash and none is empty"
        case .upperCase(let suggestion): "; repositories are lower case: \"\(suggestion.escapedASCII(limit: 300))\""
        case .separators: "; they stand between letters or digits: one \".\", one or two \"_\", or any number of \"-\""
        case .nameTooLong: "; a repository has at most 255"
        case .emptyTag: "; write a tag after the colon or leave the colon out"
        case .tagTooLong: "; a tag has at most 128"
        case .tagStart: "; a tag begins with a letter, a digit or \"_\""
        case .emptyDigest: "; expected sha256: and 64 hexadecimal characters after the @"
        case .digest(let error): ": \(error)"
        case .empty, .scheme, .identifier, .digestAlone, .malformedDigest, .shortName: ""
        }
    }

    private static func name(_ character: Character) -> String {
        switch character {
        case " ": "space"
        case "\"": "quotation mark"
        default: "character \"\(String(character).escapedASCII(limit: 40))\""
        }
    }
}
