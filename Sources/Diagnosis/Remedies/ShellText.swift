/// Text as one word of a POSIX shell (XCU 2.2).
package enum ShellText {
    /// Plain where nothing in it means anything to a shell, else in single quotes.
    package static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "/._-:@%+,=".utf8.contains(byte)
        }
        if plain, !text.isEmpty, !text.hasPrefix("-") { return text }
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }

    /// Always in single quotes, for what a person should see as one piece.
    static func inQuotes(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    /// Whether a report may print it as it is: a command with a character that a page escapes would be another command.
    static func isPrintable(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}
