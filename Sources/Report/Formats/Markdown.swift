/// Builds Markdown up to a size limit; each part is added whole or left out. Foreign text appears only as code, so that it
/// cannot act as markup.
struct Markdown {
    private static let note = "\n_Parts of this summary are left out because it would be too long: "

    private let limit: Int
    private var left = 0
    private var parts = ""

    /// Creates a document with a maximum size in bytes.
    init(limit: Int) { self.limit = limit - 100 }

    /// The document.
    var text: String {
        guard left > 0 else { return parts }
        let note = Self.note + "\(left)._\n"
        return parts.utf8.count + note.utf8.count <= limit + 100 ? parts + note : parts
    }

    /// Adds a part if it fits.
    mutating func add(_ part: String) {
        if parts.utf8.count + part.utf8.count <= limit { parts += part } else { left += 1 }
    }

    /// Adds a table row by row; the head and the first row are one part.
    mutating func table(_ head: [String], _ rows: [[String]]) {
        let line = { (cells: [String]) in "| \(cells.joined(separator: " | ")) |\n" }
        guard let first = rows.first else { return }
        let before = left
        add("\n" + line(head) + line(head.map { _ in "---" }) + line(first))
        guard left == before else { return }
        for row in rows.dropFirst() { add(line(row)) }
        // An empty line ends the table; the limit reserves room for it.
        if parts.utf8.count < limit + 50 { parts += "\n" }
    }

    /// Text as code within a line.
    static func code(_ text: String) -> String {
        let plain = Page.ascii(text).escaped(["`": "'"])
        return plain.isEmpty ? "" : "`\(plain)`"
    }

    /// Sentences that may contain foreign names, as text: nothing in them acts as markup.
    static func prose(_ text: String) -> String { Page.ascii(text).escaped(marks) }

    private static let marks = Dictionary(uniqueKeysWithValues: #"\`*_[]<>|#&~"#.map { ($0, #"\\#($0)"#) })

    /// Text as code in a table cell, where even a bar inside code would end the cell.
    static func cell(_ text: String) -> String { code(text.escaped(["|": "/"])) }

    /// Lines as a block of code.
    static func block(_ text: String) -> String {
        var longest = 2
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return "\n\(fence)text\n\(text.last == "\n" ? text : text + "\n")\(fence)\n"
    }
}
