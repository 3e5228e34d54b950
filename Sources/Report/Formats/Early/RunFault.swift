package import Record

/// Why a run ended before it had a verdict: one thing that is wrong, with its place where that is known.
package struct RunFault: Hashable, Sendable, Encodable {
    private enum CodingKeys: String, CodingKey {
        case source, line, document, object, message, text
    }

    /// What is wrong, without its place.
    package let message: String
    /// The same as standard error shows it: with the place before it. What a program said follows on lines of its own.
    package let text: String
    /// What was read; `nil` where no input is meant.
    package var source: InputSource?
    /// The place in words: `images.txt:3`, `argument 2`.
    package var location: String?
    /// The 1-based number of the line or argument; `nil` where the whole source is meant.
    package var line: Int?
    /// The 1-based number of the document in a YAML stream.
    package var document: Int?
    /// What is there, where the input has a structure: `Deployment prod/web, container app`.
    package var object: String?

    /// A fault that has no place yet.
    ///
    /// - Parameter text: The message with its place; the message alone where there is none.
    package init(_ message: String, text: String? = nil) {
        self.message = message
        self.text = text ?? message
    }

    /// The file, where it is one.
    var file: String? {
        guard case .file(let path)? = source else { return nil }
        return path
    }

    /// The lines of the text, none of them empty.
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    /// Where another system puts it: a fault of no file is at line 1 of a file that need not exist.
    func written(_ places: PlaceNames) -> WrittenPlace {
        guard let file else { return WrittenPlace(file: Problem.nowhere, line: 1) }
        return WrittenPlace(file: places.path(file), line: max(1, line ?? 1))
    }

    /// The message in one line of ASCII, cut where it is long.
    var brief: String { Self.line(message, limit: 300) }

    /// Text in one line of ASCII.
    static func line(_ text: String, limit: Int = .max) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let line = Page.ascii(words)
        return line.utf8.count > limit ? line.prefix(limit) + "..." : line
    }
}
