import ArgumentParser

/// `blobgate-bench`: the benchmarks of `make bench`.
@main struct BenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blobgate-bench",
        abstract: "Measure blobgate next to other programs on the same data at the same time.",
        subcommands: [RunCommand.self, PageCommand.self, CasesCommand.self, FloorCommand.self, ParseCommand.self],
        defaultSubcommand: RunCommand.self)
}

/// `blobgate-bench cases`.
struct CasesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cases", abstract: "List the cases.")

    func run() {
        let width = BenchCases.all.map(\.name.count).max() ?? 0
        for entry in BenchCases.all {
            print(entry.name + String(repeating: " ", count: width + 2 - entry.name.count) + entry.title)
        }
    }
}
