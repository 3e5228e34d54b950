internal import OCI
package import Record

/// One reason why a run ended before it reached a verdict, with its place if known.
package struct RunFault: Hashable, Sendable, Encodable {
    private enum CodingKeys: String, CodingKey {
        case source, line, document, object, message, text
    }

    /// The message, without the place.
    package let message: String
    /// The message as standard error shows it: with the place in front. The output of a program follows on separate lines.
    package let text: String
    /// The input; `nil` if the fault is not about an input.
    package var source: InputSource?
    /// The place in words: `images.txt:3`, `argument 2`.
    package var location: String?
    /// The 1-based number of the line or argument; `nil` for the whole source.
    package var line: Int?
    /// The 1-based number of the document in a YAML stream.
    package var document: Int?
    /// The object in a structured input: `Deployment prod/web, container app`.
    package var object: String?

    /// Creates a fault without a place.
    ///
    /// - Parameter text: The message with its place; the message alone if there is none.
    package init(_ message: String, text: String? = nil) {
        self.message = message.hidingPasswords
        self.text = (text ?? message).hidingPasswords
    }

    /// The file, if the source is a file.
    var file: String? {
        guard case .file(let path)? = source else { return nil }
        return path
    }

    /// The non-empty lines of the text.
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    /// The location for other systems: a fault without a file is at line 1 of a file that need not exist.
    func written(_ places: PlaceNames) -> WrittenPlace {
        guard let file else { return WrittenPlace(file: Problem.nowhere, line: 1) }
        return WrittenPlace(file: places.path(file), line: max(1, line ?? 1))
    }

    /// The message in one line of ASCII, truncated if it is long.
    var brief: String { Self.line(message, limit: 300) }

    /// Text in one line of ASCII.
    static func line(_ text: String, limit: Int = .max) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let line = Page.ascii(words)
        return line.utf8.count > limit ? line.prefix(limit) + "..." : line
    }
}
