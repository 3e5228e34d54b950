/// Quoting of text as one POSIX shell word (XCU 2.2).
package enum ShellText {
    /// Unquoted if it contains no shell metacharacters, otherwise in single quotes.
    package static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "/._-:@%+,=".utf8.contains(byte)
        }
        if plain, !text.isEmpty, !text.hasPrefix("-") { return text }
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }

    /// Always in single quotes, for text that should read as one unit.
    static func inQuotes(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    /// Whether a report can print it verbatim. Escaping a character would change the command.
    static func isPrintable(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}
