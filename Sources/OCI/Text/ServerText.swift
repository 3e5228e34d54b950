/// Text from a server, sanitized for display: printable ASCII of limited length.
///
/// Server text is untrusted: it may contain terminal escape sequences, invalid UTF-8, or megabytes.
package struct ServerText: Hashable, Sendable, CustomStringConvertible {
    /// The text, safe to print.
    package let description: String

    /// Escapes everything outside printable ASCII and truncates to `limit` characters.
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

    /// Takes a text that is already sanitized.
    package init(safe text: String) { description = text }

    /// Escapes a string's UTF-8 bytes.
    package init(_ text: String, limit: Int = 200) { self.init(text.utf8, limit: limit) }
}

extension ServerText: TextCodable {
    /// Text that is already sanitized is not escaped again.
    package init?(text: String) {
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            self.init(text)
            return
        }
        self.init(safe: text)
    }
}
