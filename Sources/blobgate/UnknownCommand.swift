import ArgumentParser
import OCI
import Release

/// A first argument that is no command. ArgumentParser would only call it unexpected.
struct UnknownCommand {
    let word: String

    /// `nil` for a known command, an option, or no argument.
    init?(_ arguments: [String]) {
        guard let word = arguments.first, !word.hasPrefix("-"), word != "help", !Self.names.contains(word) else {
            return nil
        }
        self.word = word
    }

    private static var names: [String] {
        Blobgate.configuration.subcommands.compactMap { $0.configuration.commandName }
    }

    var message: String {
        let shown = "\"\(word.hidingPassword.escapedASCII(limit: 100))\" is not a command"
        if let name = Spelling.nearest(to: word, of: Self.names) { return "\(shown); did you mean blobgate \(name)?" }
        // The images themselves were given, without the command.
        if word.contains(where: { "/:@.".contains($0) }) { return "\(shown); to check images: blobgate check IMAGE..." }
        return "\(shown); expected one of: \(Self.names.joined(separator: ", "))"
    }
}
