/// A value encoded as its `description` and decoded by its regular parser.
package protocol TextCodable: Codable, CustomStringConvertible {
    /// Parses the text; `nil` if it is not a valid value.
    init?(text: String)

    /// What it is, with its article, for messages.
    static var noun: String { get }
}

extension TextCodable {
    package static var noun: String { "a valid value" }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text: text) else {
            throw DecodingError.invalid(
                "\"\(text.escapedASCII(limit: 100))\" is not \(Self.noun)", at: container.codingPath)
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Digest: TextCodable {
    package static var noun: String { "a digest" }

    package init?(text: String) {
        guard let digest = try? Digest(parsing: text) else { return nil }
        self = digest
    }
}

extension RegistryName: TextCodable {
    package static var noun: String { "a registry" }

    package init?(text: String) { self.init(text) }
}

extension RepositoryName: TextCodable {
    package static var noun: String { "a repository" }

    package init?(text: String) { self.init(text) }
}

extension Tag: TextCodable {
    package static var noun: String { "a tag" }

    package init?(text: String) { self.init(text) }
}

extension MediaType: TextCodable {
    package init?(text: String) { self.init(text) }
}

/// Encoded in full, with registry and tag; the original spelling is lost.
extension ImageReference: TextCodable {
    package static var noun: String { "an image reference" }

    package init?(text: String) {
        guard let reference = try? ImageReference(parsing: text) else { return nil }
        self = reference
    }
}
