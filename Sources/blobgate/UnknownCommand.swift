import ArgumentParser
import OCI
import Release

/// A word in the place of a command that is none. ArgumentParser would only call it unexpected.
struct UnknownCommand {
    let word: String
    /// The names of the commands that it is one of: `blobgate`, `ledger`.
    private let path: [String]
    /// What it could have been.
    private let names: [String]

    /// `nil` for a known command, an option, or no argument. Also follows `help`.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        if rest.first == "help" { rest = rest.dropFirst() }
        var command: any ParsableCommand.Type = Blobgate.self
        var path = ["blobgate"]
        while let word = rest.popFirst() {
            let subcommands = command.configuration.subcommands
            guard !word.hasPrefix("-"), !subcommands.isEmpty else { return nil }
            guard let next = subcommands.first(where: { $0.configuration.commandName == word }) else {
                guard word != "help" else { return nil }
                self.word = word
                self.path = path
                names = subcommands.compactMap(\.configuration.commandName)
                return
            }
            command = next
            path.append(word)
        }
        return nil
    }

    var message: String {
        let shown = "\"\(word.hidingPassword.escapedASCII(limit: 100))\" is not a command"
        let parent = path.joined(separator: " ")
        let place = path.count > 1 ? "\(shown) of \(parent)" : shown
        if let name = Spelling.nearest(to: word, of: names) { return "\(place); did you mean \(parent) \(name)?" }
        // The images themselves were given, without the command.
        if path.count == 1, word.contains(where: { "/:@.".contains($0) }) {
            return "\(shown); to check images: blobgate check IMAGE..."
        }
        return "\(place); expected one of: \(names.joined(separator: ", "))"
    }

    /// The command whose help has more.
    var help: String { (path + ["--help"]).joined(separator: " ") }
}
