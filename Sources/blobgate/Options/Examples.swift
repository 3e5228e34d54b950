/// The discussion of a command in `--help`, with its examples at the end. A test parses each of them.
enum Examples {
    static let heading = "EXAMPLES"

    /// - Parameters:
    ///   - discussion: What else there is to say.
    ///   - commands: The examples, one on each line.
    static func of(_ commands: String..., after discussion: String = "") -> String {
        let lines = commands.map { "  " + $0 }.joined(separator: "\n")
        return (discussion.isEmpty ? "" : discussion + "\n\n") + heading + "\n" + lines
    }
}
