import ArgumentParser
import Foundation
import Support

extension BenchSize: ExpressibleByArgument {}

/// `blobgate-bench run`: builds the data, starts the servers, measures the cases, stops the servers.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Measure all cases, or some of them.")

    @Option(help: "The blobgate binary to measure.") var blobgate = ".build/release/blobgate"
    @Option(help: "The folder for data, servers and results.") var directory = ".lab/bench"
    @Option(help: "Cases to measure, separated by commas; blobgate-bench cases lists them. Default: all.") var cases =
        ""
    @Option(help: "Rounds; each measures every program once, and the median counts.") var rounds = 5
    @Option(help: "full, or quick for a smoke run that says nothing about speed.") var size = BenchSize.full
    @Option(help: "The results. Cases that are not measured keep the results in that file.") var json: String?

    /// As many as the largest case needs.
    private static let registries = 16

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds must be at least 1") }
        do {
            _ = try BenchCases.named(cases)
        } catch {
            throw ValidationError("--cases: \(error)")
        }
    }

    func run() async throws {
        let folder = URL(filePath: directory).standardizedFileURL
        let program = URL(filePath: blobgate).standardizedFileURL
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw BenchError("\(blobgate) is not a program: run make build first, or name it with --blobgate")
        }
        let settings = BenchSettings(
            blobgate: program.path, own: URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path, folder: folder,
            output: BenchSettings.outputFolder(besides: folder), size: size, rounds: rounds)
        let store = DataStore(folder: folder.appending(path: "data-\(size.rawValue)"))
        let images = try store.images(BenchData(size), note: settings.note)
        let peers = await Peer.installed()
        let servers = try await BenchServers(
            folder: folder.appending(path: "servers"), storage: store.storage, count: Self.registries)
        let bench = Bench(settings: settings, images: images, servers: servers, peers: peers)
        let outcome: Result<[CaseResult], any Error>
        do {
            outcome = .success(try await measure(bench))
        } catch {
            outcome = .failure(error)
        }
        try await servers.stop()
        for folder in [bench.scratch, settings.output] { try? FileManager.default.removeItem(at: folder) }

        let results = BenchResults(
            date: Date.now.formatted(.iso8601), size: size, rounds: rounds, machine: .current(),
            programs: await Versions.all(blobgate: program.path, peers: peers), cases: try outcome.get())
        let file = json.map { URL(filePath: $0) } ?? folder.appending(path: "results-\(size.rawValue).json")
        let earlier = try? BenchResults.read(file)
        let whole = earlier.map { $0.size == size ? $0.merging(results) : results } ?? results
        try whole.encoded().write(to: file, options: .atomic)
        if size == .full { print("## goals\n\n\(ResultTables.goals(results))\n") }
        print("The results are in \(file.path).")
    }

    private func measure(_ bench: Bench) async throws -> [CaseResult] {
        try FileManager.default.createDirectory(at: bench.scratch, withIntermediateDirectories: true)
        var results: [CaseResult] = []
        for entry in try BenchCases.named(cases) {
            bench.settings.note("\(entry.name): \(entry.title)")
            let result = try await entry.run(bench)
            print("## \(entry.name): \(entry.title)\n\n\(ResultTables.table(result))\n")
            results.append(result)
        }
        return results
    }
}
