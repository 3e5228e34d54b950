/// Splits a command line into words, as a shell would, but expands and runs nothing.
enum CommandWords {
    /// Why a text is not a plain command.
    struct Fault: Error, Hashable {
        let message: String
    }

    /// The words of a command: separated by spaces, with quotes and backslashes as in a shell.
    /// - Throws: A fault for characters that only a shell understands, and for an open quote.
    static func split(_ text: String) throws(Fault) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                // Within double quotes a backslash escapes only these.
                if quote == "\"", !"\"\\$`".contains(character) { word?.append("\\") }
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if let open = quote {
                switch character {
                case open: quote = nil
                case "\\" where open == "\"": isEscaped = true
                case "$" where open == "\"", "`" where open == "\"": throw shellOnly(character)
                default: word = (word ?? "") + String(character)
                }
            } else if character == "\\" {
                isEscaped = true
                word = word ?? ""
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " || character == "\t" || character == "\n" {
                if let done = word { words.append(done) }
                word = nil
            } else if "$`|&;<>()".contains(character) {
                throw shellOnly(character)
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !isEscaped else { throw Fault(message: "a quote is not closed") }
        if let done = word { words.append(done) }
        guard words.first?.isEmpty == false else { throw Fault(message: "there is no program to run") }
        return words
    }

    private static func shellOnly(_ character: Character) -> Fault {
        Fault(
            message:
                "\(character) has a meaning only for a shell, and none is used: quote it with '...', or put the command "
                + "into a script")
    }
}
