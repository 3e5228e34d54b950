import ArgumentParser
import Foundation
import Gate

/// Rounds, budget and notifications of `blobgate watch`.
struct WatchOptions: ParsableArguments {
    @Option(
        name: .customLong("from-command"),
        help: ArgumentHelp(
            "In each round, run a program without a shell and read the Kubernetes objects that it prints, such as "
                + "'kubectl get pods -A -o yaml'. Repeatable.", valueName: "command"))
    var commands: [String] = []

    @Option(Settings.watch.every) var every: TimeSpan?
    @Option(Settings.watch.within) var within: TimeSpan?
    @Option(Settings.watch.budget) var budget: WatchBudget?
    @Option(Settings.watch.rounds) var rounds: Int?
    @Option(Settings.watch.notifyCommand) var notifyCommand: String?
    @Option(Settings.watch.notifyURL) var notifyURL: String?
    @Option(Settings.watch.patience) var patience: Int?

    func validate() throws {
        try Settings.watch.every.validate(every)
        try Settings.watch.within.validate(within)
        for text in commands { _ = try Self.words(of: text, "--from-command") }
        if let text = notifyCommand { _ = try Self.words(of: text, "--notify-command") }
        if let text = notifyURL, !Self.isURL(text) {
            throw ValidationError("--notify-url: expected an http or https URL")
        }
    }

    /// The commands whose output is an input.
    var inputCommands: [RenderCommand] {
        commands.compactMap { text in
            guard let words = try? CommandWords.split(text), let program = words.first else { return nil }
            return RenderCommand(program, Array(words.dropFirst()))
        }
    }

    static func words(of text: String, _ option: String) throws -> [String] {
        do throws(CommandWords.Fault) {
            return try CommandWords.split(text)
        } catch {
            throw ValidationError("\(option): \(error.message)")
        }
    }

    static func isURL(_ text: String) -> Bool {
        guard let url = URL(string: text), url.host?.isEmpty == false else { return false }
        return ["http", "https"].contains(url.scheme?.lowercased())
    }
}
