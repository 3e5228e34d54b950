/// Why a text is not an image reference, and at which character.
package struct ReferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case empty
        /// A space, a control character, a character outside ASCII, or one not allowed in names.
        case character(Character)
        /// The text is a URL; with its prefix, including `://`.
        case scheme(String)
        /// There is a user name and a password in front of a host.
        case password
        /// The text is 64 hexadecimal characters, which tools interpret as the ID of a local image.
        case identifier
        /// The text is a digest without a repository.
        case digestAlone
        /// The text starts like a digest but is not one.
        case malformedDigest(DigestError)
        /// The part before the first slash is not a valid `HOST[:PORT]`.
        case registry(String)
        /// The port is not a number from 1 to 65535.
        case port(String)
        /// The repository is missing.
        case noRepository
        /// The name has two consecutive slashes, or starts or ends with one.
        case emptyComponent
        /// The repository has upper case; the suggestion is the name in lower case, with the registry as written.
        case upperCase(suggestion: String)
        /// A path component starts or ends with `.`, `_` or `-`, or has an invalid run of them.
        case separators(String)
        /// The repository is too long, with its length in characters.
        case nameTooLong(Int)
        /// There is no registry, and names without one are rejected.
        case shortName
        /// There is no registry, and the nodes do not agree on one, or have none for it. `found`: that of an alias.
        case searched(SearchedNames, found: RegistryName?)
        /// Nothing follows the colon.
        case emptyTag
        /// The tag is too long, with its length in characters.
        case tagTooLong(Int)
        /// A tag cannot start with this character.
        case tagStart(Character)
        /// A tag cannot contain this character.
        case tagCharacter(Character)
        /// Nothing follows the `@`.
        case emptyDigest
        /// What follows the `@` is not a digest.
        case digest(DigestError)
    }

    package let input: String
    /// The 1-based position of the fault, in characters.
    package let column: Int
    package let reason: Reason

    /// One sentence in ASCII: what is wrong, where, and what was expected. The caller shows the input in context.
    package var description: String {
        switch reason {
        case .empty: "the reference is empty; expected [REGISTRY/]REPOSITORY[:TAG][@DIGEST]"
        case .scheme(let prefix):
            "a reference has no \"\(prefix.escapedASCII(limit: 40))\"; start with the registry's name"
        case .password:
            "a reference has no user name and password; leave them out, and use docker login or --authfile"
        case .identifier:
            "64 hexadecimal characters do not identify an image in a registry; write REPOSITORY@sha256:..."
        case .digestAlone: "a digest alone has no repository; write REPOSITORY@sha256:..."
        case .malformedDigest(let error):
            "it starts like a digest: \(error); write REPOSITORY@sha256:..., or for an image of that name "
                + "docker.io/library/\(input.escapedASCII(limit: 80))"
        case .shortName:
            "there is no registry, and names without one are rejected (strict names); write REGISTRY/REPOSITORY, for "
                + "example docker.io/library/nginx"
        case .searched(let names, let found): Self.text(names, found)
        default: "\(fault) at character \(column)\(expectation)"
        }
    }

    private var fault: String {
        switch reason {
        case .character(let character), .tagCharacter(let character): Self.name(character)
        case .registry(let text): "\"\(text.escapedASCII(limit: 80))\" is not a registry"
        case .port(let text): text.isEmpty ? "empty port" : "bad port \"\(text.escapedASCII(limit: 40))\""
        case .noRepository: "no repository"
        case .emptyComponent: "empty path component"
        case .upperCase: "upper case in the repository"
        case .separators(let text): "misplaced \".\", \"_\" or \"-\" in \"\(text.escapedASCII(limit: 80))\""
        case .nameTooLong(let length): "name of \(length) characters"
        case .emptyTag: "empty tag"
        case .tagTooLong(let length): "tag of \(length) characters"
        case .tagStart(let character): "tag starting with \"\(character)\""
        case .emptyDigest: "empty digest"
        case .digest: "bad digest"
        case .empty, .scheme, .password, .identifier, .digestAlone, .malformedDigest, .shortName, .searched:
            "bad reference"
        }
    }

    private var expectation: String {
        switch reason {
        case .character(let character):
            character.isWhitespace
                ? "; a reference has no whitespace" : "; a repository has only a-z, 0-9, \".\", \"_\", \"-\" and \"/\""
        case .tagCharacter: "; a tag has only a-z, A-Z, 0-9, \".\", \"_\" and \"-\""
        case .registry: "; expected HOST, HOST:PORT or [IPV6]:PORT before the first slash"
        case .port: "; expected a number from 1 to 65535"
        case .noRepository: "; expected its name after the registry"
        case .emptyComponent: "; path components are separated by one slash and none is empty"
        case .upperCase(let suggestion): "; repositories are lower case: \"\(suggestion.escapedASCII(limit: 300))\""
        case .separators:
            "; they are allowed only between letters or digits: one \".\", one or two \"_\", or any number of \"-\""
        case .nameTooLong: "; a repository has at most 255"
        case .emptyTag: "; write a tag after the colon or leave the colon out"
        case .tagTooLong: "; a tag has at most 128"
        case .tagStart: "; a tag starts with a letter, a digit or \"_\""
        case .emptyDigest: "; expected sha256: and 64 hexadecimal characters after the @"
        case .digest(let error): ": \(error)"
        case .empty, .scheme, .password, .identifier, .digestAlone, .malformedDigest, .shortName, .searched: ""
        }
    }

    private static func text(_ names: SearchedNames, _ found: RegistryName?) -> String {
        let place = names.place.escapedASCII(limit: 400)
        let shown = (found.map { [$0] } ?? names.registries).prefix(5).map(\.description).joined(separator: ", ")
        if shown.isEmpty {
            return "there is no registry, and \(place) has no alias and no unqualified-search-registries for it, so "
                + "that nodes refuse the name; write REGISTRY/REPOSITORY"
        }
        let how = found == nil ? "by unqualified-search-registries" : "by an alias"
        let others =
            names.othersUseDockerHub
            ? "other nodes on docker.io" : "each of them may have another image, and CRI-O refuses to choose"
        return "there is no registry: \(how) (\(place)) nodes look it up on \(shown); \(others); write the registry "
            + "that is meant"
    }

    private static func name(_ character: Character) -> String {
        switch character {
        case " ": "space"
        case "\"": "quotation mark"
        default: "character \"\(String(character).escapedASCII(limit: 40))\""
        }
    }
}
