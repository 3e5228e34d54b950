import OCI
internal import Record
import Yams

/// A key that stands twice in one mapping: what stands under it before its last place counts for nothing.
struct DoubledKey: Hashable {
    let name: String
    /// The 1-based line of the stream that the place which does not count stands in.
    let line: Int

    /// The key with its place, for people.
    func words(in source: InputSource) -> String {
        "\(name.escapedASCII(limit: 80)) (\(Origin(source: source, number: line)))"
    }

    /// What is said of such keys, each in its words.
    static func notice(_ list: String) -> String {
        "of keys that stand twice in one mapping the last is taken, as by Helm and kubectl: \(list)"
    }
}

/// A text in which keys that stand twice are told apart: the parser reads no text with one, while Helm, kubectl and Argo CD
/// take the last of them, and charts in use have some.
///
/// The name of an earlier one is given an ending that no name has, in the text, so that nothing moves to another line;
/// `YAMLFields` leaves such keys out.
struct DoubledKeys {
    private(set) var text: String
    /// Those that were told apart.
    private(set) var found: [DoubledKey] = []

    private let linesBefore: Int
    /// How many bytes may still be parsed again: every one that is found costs another pass.
    private var left = 32 << 20

    /// A character of private use.
    private static let ending = "\u{E010}"

    init(_ text: String, linesBefore: Int) {
        self.text = text
        self.linesBefore = linesBefore
    }

    /// Whether a key has the ending.
    static func isCovered(_ key: Node) -> Bool {
        guard case .scalar(let scalar) = key else { return false }
        return scalar.string.hasSuffix(ending)
    }

    /// Tells a key apart where the parser has failed for one; whether the text is worth another try.
    mutating func cover(_ error: any Error) -> Bool {
        guard case .duplicatedKeysInMapping(let names, let context)? = error as? YamlError, let covered = names.first,
            let start = place(of: context.mark)
        else { return false }
        // One that stands thrice is found again with its ending.
        let name = covered.replacing(Self.ending, with: "")
        // Both of two merges count, and a text with the character would be read as another.
        guard name != "<<", found.isEmpty == !text.contains(Self.ending), left >= text.utf8.count,
            let end = self.end(of: covered, from: start)
        else { return false }
        left -= text.utf8.count
        text.insert(contentsOf: Self.ending, at: end)
        if name == covered { found.append(DoubledKey(name: name, line: context.mark.line + linesBefore)) }
        return true
    }

    /// Where a mark of the parser points to; it counts lines and characters from 1.
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

    /// The end of a key that begins at a place, before its closing quote; `nil` for one that is not written as it reads.
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
