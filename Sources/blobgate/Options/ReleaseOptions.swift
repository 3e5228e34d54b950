import ArgumentParser
import OCI
import Release

/// Which images are meant.
struct ReleaseOptions: ParsableArguments {
    @Argument(help: "Image references: [registry[:port]/]path[:tag][@digest].") var references: [String] = []

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Read references from a file, one a line, # starts a comment; - is standard input. Repeatable.",
            valueName: "file"))
    var lists: [String] = []

    @Option(
        name: .customLong("platform"),
        help: ArgumentHelp(
            "Prove only this platform of an index; repeatable. Default: all.", valueName: "os/arch[/variant]"))
    var platforms: [String] = []

    func validateInputs() throws {
        guard !references.isEmpty || !lists.isEmpty else {
            throw ValidationError("Nothing to check: name image references, or a file of them with --from.")
        }
        for text in platforms {
            do {
                _ = try Platform(parsing: text)
            } catch {
                throw ValidationError("--platform: \(error)")
            }
        }
    }
}
