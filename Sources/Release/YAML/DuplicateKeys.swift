import OCI
internal import Record
import Yams

/// A duplicate key in a mapping. Only the value of its last occurrence counts.
struct DuplicateKey: Hashable {
    let name: String
    /// The 1-based line, in the stream, of the ignored occurrence.
    let line: Int

    /// The key with its location, for display.
    func words(in source: InputSource) -> String {
        "\(name.escapedASCII(limit: 80)) (\(Origin(source: source, number: line)))"
    }

    /// The notice about such keys; `list` has their descriptions.
    static func notice(_ list: String) -> String {
        "duplicate keys in a mapping: the last one is used, as in Helm and kubectl: \(list)"
    }
}

/// Makes duplicate keys distinct in a text. The parser rejects them, while Helm, kubectl and Argo CD use the last one,
/// and charts in production have some.
///
/// Each earlier key gets a suffix that does not occur otherwise, in the text itself, so that line numbers stay the
/// same. `YAMLFields` skips these keys.
struct DuplicateKeys {
    private(set) var text: String
    /// The duplicate keys found so far.
    private(set) var found: [DuplicateKey] = []

    private let linesBefore: Int
    /// The bytes that may still be parsed again: every duplicate costs another pass.
    private var left = 32 << 20

    /// A private use character.
    private static let ending = "\u{E010}"

    init(_ text: String, linesBefore: Int) {
        self.text = text
        self.linesBefore = linesBefore
    }

    /// Whether a key has the suffix.
    static func isSuffixed(_ key: Node) -> Bool {
        guard case .scalar(let scalar) = key else { return false }
        return scalar.string.hasSuffix(ending)
    }

    /// Adds the suffix to the key that the parser rejected. Returns whether the text is worth another attempt.
    mutating func cover(_ error: any Error) -> Bool {
        guard case .duplicatedKeysInMapping(let names, let context)? = error as? YamlError, let covered = names.first,
            let start = place(of: context.mark)
        else { return false }
        // A third occurrence reports the key with its suffix.
        let name = covered.replacing(Self.ending, with: "")
        // Duplicate merge keys both count, and a text that contains the suffix would change its meaning.
        guard name != "<<", found.isEmpty == !text.contains(Self.ending), left >= text.utf8.count,
            let end = self.end(of: covered, from: start)
        else { return false }
        left -= text.utf8.count
        text.insert(contentsOf: Self.ending, at: end)
        if name == covered { found.append(DuplicateKey(name: name, line: context.mark.line + linesBefore)) }
        return true
    }

    /// The position of a parser mark, which counts lines and characters from 1.
    private func place(of mark: Mark) -> String.Index? {
        let scalars = text.unicodeScalars
        var (line, column) = (1, 1)
        var previous: Unicode.Scalar?
        for index in scalars.indices {
            if line == mark.line, column == mark.column { return index }
            let scalar = scalars[index]
            let isSecondOfBreak = scalar == "\n" && previous == "\r"
            if !isSecondOfBreak, ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar) {
                (line, column) = (line + 1, 1)
            } else if !isSecondOfBreak {
                column += 1
            }
            previous = scalar
        }
        return nil
    }

    /// The end of the key at a position, before its closing quote; `nil` if it is not written literally.
    private func end(of name: String, from start: String.Index) -> String.Index? {
        let bytes = text.utf8
        var begin = start
        let quote = ["\"", "'"].first { text.unicodeScalars[start] == $0 } as Unicode.Scalar?
        if quote != nil { begin = bytes.index(after: begin) }
        guard bytes[begin...].starts(with: name.utf8) else { return nil }
        let end = bytes.index(begin, offsetBy: name.utf8.count)
        guard end < text.endIndex else { return nil }
        let next = text.unicodeScalars[end]
        return (quote.map { next == $0 } ?? [":", " ", "\t"].contains(next)) ? end : nil
    }
}
