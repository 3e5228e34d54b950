import ArgumentParser
import OCI
import Release

/// A word where a command belongs that is not the name of one. ArgumentParser would only call it unexpected.
struct UnknownCommand {
    let word: String
    /// The commands before it: `blobgate`, `ledger`.
    private let path: [String]
    /// The commands that are possible there.
    private let names: [String]

    private struct Level {
        let names: [String]
        let types: [any ParsableCommand.Type]

        /// The commands below one.
        init(below command: any ParsableCommand.Type) {
            types = command.configuration.subcommands
            var names: [String] = []
            for type in types { names.append(type.configuration.commandName ?? "") }
            self.names = names
        }
    }

    /// `nil` for a known command, an option, or no argument. Also follows `help`.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        if rest.first == "help" { rest = rest.dropFirst() }
        var level = Level(below: Blobgate.self)
        var path = ["blobgate"]
        while let word = rest.popFirst() {
            guard !word.hasPrefix("-"), !level.names.isEmpty else { return nil }
            guard let next = level.names.firstIndex(of: word) else {
                guard word != "help" else { return nil }
                self.word = word
                self.path = path
                names = level.names
                return
            }
            level = Level(below: level.types[next])
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
