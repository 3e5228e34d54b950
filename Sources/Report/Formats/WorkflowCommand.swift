/// A workflow command of GitHub Actions: a line that the runner acts on.
///
/// No input can end the line, a property or the command: everything is converted to ASCII, and `%`, CR and LF, and in a
/// property also `:` and `,`, are escaped as the runner expects.
struct WorkflowCommand {
    /// The longest message; a runner keeps 64 KiB in total.
    private static let longest = 4000

    let name: String
    var properties: [(String, String)] = []
    let lines: [String]

    /// The command with its newline.
    var text: String {
        let fields = properties.map { "\($0.0)=\(Self.property($0.1))" }.joined(separator: ",")
        let message = lines.map(Page.ascii).joined(separator: "\n")
        let cut = message.utf8.count > Self.longest ? message.prefix(Self.longest) + "..." : message[...]
        return "::\(name)\(fields.isEmpty ? "" : " ")\(fields)::\(Self.data(String(cut)))\n"
    }

    private static let dataEscapes: [Character: String] = ["%": "%25", "\r": "%0D", "\n": "%0A"]

    private static func data(_ text: String) -> String {
        text.escaped(dataEscapes)
    }

    private static func property(_ text: String) -> String {
        Page.ascii(text).escaped(dataEscapes.merging([":": "%3A", ",": "%2C"]) { first, _ in first })
    }
}
