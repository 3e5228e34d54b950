import ArgumentParser
import Foundation
import Release

/// Compose projects, and how they are read.
struct ComposeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the images that docker compose up would pull: a file, a folder with one, or - for standard input; a,b "
                + "merges b over a. Repeatable.", valueName: "file"))
    var compose: [String] = []

    @Option(
        name: .customLong("compose-config"),
        help: ArgumentHelp(
            "Run docker compose config (or docker-compose config) on the same, and read its output. Repeatable.",
            valueName: "file"))
    var composeConfig: [String] = []

    @Option(
        name: .customLong("env-file"),
        help: ArgumentHelp(
            "A file with variables for --compose and --compose-config, instead of .env. Repeatable.", valueName: "file")
    )
    var environmentFiles: [String] = []

    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp(
            "A profile to activate for --compose and --compose-config; * for all. Repeatable.", valueName: "name"))
    var profiles: [String] = []

    @Flag(
        name: .customLong("ignore-buildable"),
        help: "Leave out services of --compose and --compose-config that are also built.")
    var ignoresBuildable = false

    /// The settings, with the variables of this process.
    var settings: ComposeSettings {
        var settings = ComposeSettings()
        settings.environment = ProcessInfo.processInfo.environment
        settings.environmentFiles = environmentFiles
        settings.profiles = profiles
        settings.ignoresBuildable = ignoresBuildable
        return settings
    }

    /// Rejects options without a project that they apply to.
    func validate(for kinds: Set<ReleaseInput.Kind>) throws {
        guard kinds.isDisjoint(with: [.compose, .composeConfig]) else { return }
        let given = [
            ("--env-file", !environmentFiles.isEmpty), ("--profile", !profiles.isEmpty),
            ("--ignore-buildable", ignoresBuildable),
        ].first { $0.1 }
        if let given { throw ValidationError("\(given.0) needs --compose FILE or --compose-config FILE") }
    }
}
