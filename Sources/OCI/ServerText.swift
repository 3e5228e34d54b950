/// Text that a server sent, made safe to show: printable ASCII, of limited length.
///
/// What a server says is hostile: it may hold terminal escape sequences, bytes that are no text, or megabytes.
package struct ServerText: Hashable, Sendable, CustomStringConvertible {
    /// The text, safe to print.
    package let description: String

    /// Escapes everything outside printable ASCII and cuts at `limit` characters.
    package init(_ bytes: some Sequence<UInt8>, limit: Int = 200) {
        var text = ""
        var count = 0
        for byte in bytes {
            guard count < limit else {
                text += "..."
                break
            }
            switch byte {
            case UInt8(ascii: "\n"): text += "\\n"
            case UInt8(ascii: "\r"): text += "\\r"
            case UInt8(ascii: "\t"): text += "\\t"
            case UInt8(ascii: "\\"): text += "\\\\"
            case 0x20...0x7E: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "\\x" + CollectionOfOne(byte).hexadecimal
            }
            count += 1
        }
        description = text
    }

    /// Takes a text that was made safe before.
    package init(safe text: String) { description = text }

    /// Escapes a string's UTF-8 bytes.
    package init(_ text: String, limit: Int = 200) { self.init(text.utf8, limit: limit) }
}

extension ServerText: TextCodable {
    /// What was made safe once is not escaped again.
    package init?(text: String) {
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            self.init(text)
            return
        }
        self.init(safe: text)
    }
}
