/// Builds a text line by line. The output is printable ASCII, wrapped, and colored only on request.
struct Page {
    /// The colors that a report uses (ECMA-48 SGR).
    enum Ink: String {
        case red = "31"
        case yellow = "33"
        case green = "32"
        case bold = "1"
    }

    /// A line as it was added, for a form other than text.
    struct Entry {
        let label: String
        let text: String
        let ink: Ink?
        /// Whether it may be something to copy, so that it keeps its own line.
        let isWhole: Bool
    }

    let width: Int
    private let color: Bool
    private let keepsEntries: Bool
    private(set) var text = ""
    /// The lines, if the page keeps them.
    private(set) var entries: [Entry] = []

    /// How many lines it has so far.
    var lineCount: Int { text.utf8.count { $0 == 0x0A } }

    /// - Parameter keepsEntries: Whether it also keeps the lines as they were added.
    init(_ options: TextOptions, keepsEntries: Bool = false) {
        width = max(60, options.width)
        color = options.color
        self.keepsEntries = keepsEntries
    }

    /// Adds a wrapped line. Continuation lines are indented by the width of `label` plus `indent` spaces.
    mutating func line(_ content: String = "", label: String = "", ink: Ink? = nil, indent: Int = 0) {
        if keepsEntries { entries.append(Entry(label: label, text: content, ink: ink, isWhole: false)) }
        let first = Self.ascii(label)
        let margin = first.utf8.count + indent
        let pieces = Wrapping.lines(
            of: Self.ascii(content), first: width - first.utf8.count, rest: width - margin)
        for (number, piece) in pieces.enumerated() {
            let lead = number == 0 ? painted(first, ink) : String(repeating: " ", count: margin)
            let body = number == 0 && first.isEmpty ? painted(piece, ink) : piece
            let whole = lead + body
            text += (piece.isEmpty ? whole.withoutEndSpaces : whole) + "\n"
        }
    }

    /// Adds a line that is never wrapped, so that programs can match it.
    mutating func whole(_ content: String, label: String = "", ink: Ink? = nil) {
        if keepsEntries { entries.append(Entry(label: label, text: content, ink: ink, isWhole: true)) }
        text += painted(Self.ascii(label), ink) + Self.ascii(content) + "\n"
    }

    /// Adds a table with columns as wide as their widest cell.
    mutating func table(_ rows: [[String]], indent: String = "  ") {
        let rows = rows.map { $0.map(Self.ascii) }
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].utf8.count : 0 }.max() ?? 0
        }
        for row in rows {
            let cells = row.enumerated().map { $0.element.padded(to: widths[$0.offset]) }
            text += (indent + cells.joined(separator: "  ")).withoutEndSpaces + "\n"
        }
    }

    /// The lines, without line endings.
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    /// Adds a finished page.
    mutating func append(_ page: Page) {
        text += page.text
        if keepsEntries { entries += page.entries }
    }

    private func painted(_ piece: String, _ ink: Ink?) -> String {
        guard color, let ink, !piece.isEmpty else { return piece }
        return "\u{1B}[\(ink.rawValue)m\(piece)\u{1B}[0m"
    }

    /// Escapes everything except printable ASCII. Backslashes are left alone, because most input is already escaped.
    static func ascii(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case " "..."~": shown.unicodeScalars.append(scalar)
            case "\n": shown += "\\n"
            case "\r": shown += "\\r"
            case "\t": shown += "\\t"
            default: shown += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return shown
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - utf8.count)) }

    var withoutEndSpaces: String {
        var end = endIndex
        while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
        return String(self[..<end])
    }
}
