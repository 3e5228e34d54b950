internal import Foundation

/// Builds an HTML document element by element.
///
/// Only `HTMLText` writes markup. The names of elements, attributes and classes are cases, links lead to places of the same
/// document, and every other text is escaped. No text of a record can become markup, a script, a style or an address. The output is
/// printable ASCII, and well-formed XML too.
struct HTMLText {
    private(set) var text = ""

    /// Adds an element with its content.
    mutating func element(_ tag: HTMLTag, _ attributes: HTMLAttribute..., content: (inout HTMLText) -> Void) {
        open(tag, attributes)
        content(&self)
        close(tag)
    }

    /// Adds an element that contains only text.
    mutating func element(_ tag: HTMLTag, _ attributes: HTMLAttribute..., text content: String) {
        open(tag, attributes)
        append(content)
        close(tag)
    }

    /// Adds an element without content.
    mutating func empty(_ tag: HTMLTag, _ attributes: HTMLAttribute...) {
        open(tag, attributes, isEmpty: tag.closesItself)
        if !tag.closesItself { close(tag) }
    }

    /// Adds text, escaped.
    mutating func append(_ content: String) { text += Self.escaped(content) }

    /// Begins a new line of text that keeps its lines.
    mutating func lineBreak() { text += "\n" }

    /// Adds a sheet of styles, which is a constant of the program.
    mutating func append(style sheet: StaticString) {
        text += "<style>\n\(sheet)</style>\n"
    }

    /// Adds the type of the document, and the elements that every document has in its head.
    mutating func appendHead() {
        text += "<!DOCTYPE html>\n"
        open(.html, [.language])
        open(.head, [])
        // No address is ever loaded, and no script ever runs, whatever is in the document.
        text += """
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
            base-uri 'none'; form-action 'none'"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="referrer" content="no-referrer"/>
            <meta name="color-scheme" content="light dark"/>

            """
    }

    /// Begins the body after the head.
    mutating func beginBody() {
        close(.head)
        open(.body, [])
    }

    /// Ends the document.
    mutating func end() {
        close(.body)
        close(.html)
    }

    private mutating func open(_ tag: HTMLTag, _ attributes: [HTMLAttribute], isEmpty: Bool = false) {
        text += "<"
        text += tag.rawValue
        for attribute in attributes {
            let (name, value) = attribute.written
            text += " "
            text += name
            text += "=\""
            text += Self.escaped(value)
            text += "\""
        }
        text += isEmpty ? "/>" : ">"
        if tag.isBlock { text += "\n" }
    }

    private mutating func close(_ tag: HTMLTag) {
        text += "</"
        text += tag.rawValue
        text += tag.endsLine ? ">\n" : ">"
    }

    /// Text as printable ASCII without any character that has a meaning in HTML.
    private static func escaped(_ text: String) -> String {
        if text.utf8.allSatisfy({ isPlain($0) }) { return text }
        return Page.ascii(text).escaped(["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"])
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: byte >= 0x20 && byte <= 0x7E
        }
    }
}
