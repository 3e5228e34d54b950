import Foundation
import Support

/// What the cases share: settings, data, servers, and how a round is measured.
struct Bench {
    let settings: BenchSettings
    let images: DataStore.Images
    let servers: BenchServers
    let peers: [Peer]

    /// The files of this run; removed at its end.
    var scratch: URL { settings.folder.appending(path: "scratch") }
    private var output: URL { scratch.appending(path: "output.txt") }

    /// Measures all ways once in each round, in turn, so that other load on the machine affects all of them alike.
    ///
    /// - Throws: `BenchError` if a run ends with another status than expected: a failed run has no figures.
    func interleave(_ ways: [Way], rounds: Int? = nil) async throws -> [WayResult] {
        var samples = ways.map { _ in [Sample]() }
        var commands = ways.map { _ in "" }
        for round in 1...(rounds ?? settings.rounds) {
            for (index, way) in ways.enumerated() {
                settings.note("    round \(round): \(way.name)")
                try way.prepare()
                let arguments = try way.arguments()
                samples[index].append(try await sample(arguments, of: way))
                commands[index] = shown(arguments)
                try way.finish()
            }
        }
        return ways.indices.map { WayResult(name: ways[$0].name, command: commands[$0], samples: samples[$0]) }
    }

    /// Runs a command that is not measured, such as one that fills a ledger.
    func runOnce(_ arguments: [String]) throws {
        try verify(try Measured.run(arguments, output: output), arguments, expected: 0)
    }

    private func sample(_ arguments: [String], of way: Way) async throws -> Sample {
        _ = try count()
        let server = servers.cpuSeconds
        var runs: [Measured] = []
        for _ in 0..<way.repeats {
            let run = try Measured.run(arguments, output: output)
            try verify(run, arguments, expected: way.expected)
            runs.append(run)
        }
        let served = servers.cpuSeconds - server
        // A registry logs a request after its last byte.
        try await Task.sleep(for: .milliseconds(100))
        let count = try count()
        let number = Double(way.repeats)
        return Sample(
            seconds: runs.reduce(0) { $0 + $1.seconds } / number,
            cpuSeconds: runs.reduce(0) { $0 + $1.cpuSeconds } / number,
            peakBytes: runs.map(\.peakBytes).max() ?? 0, serverCPUSeconds: served / number,
            requests: count.requests / way.repeats, bytes: count.bytes / Int64(way.repeats))
    }

    private func count() throws -> AccessCounter.Count {
        try servers.accessLogs.reduce(AccessCounter.Count()) { $0 + (try $1.next()) }
    }

    private func verify(_ run: Measured, _ arguments: [String], expected: Int32) throws {
        // The exit status as wait4 returns it.
        guard run.status != expected << 8 else { return }
        let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
        throw BenchError(
            "wait status \(run.status), expected exit status \(expected): \(shown(arguments))\n\(text.suffix(2000))")
    }

    /// A command without the folders of this machine.
    private func shown(_ arguments: [String]) -> String {
        arguments.map { word in
            let short = word.replacing(settings.folder.path, with: "$BENCH").replacing(
                settings.output.path, with: "$OUT"
            )
            .replacing(settings.blobgate, with: "blobgate").replacing(settings.own, with: "blobgate-bench")
            return short.contains(where: { " \n\"'$;|&<>*".contains($0) }) && !short.hasPrefix("$")
                ? "'\(short)'" : short
        }
        .joined(separator: " ")
    }
}
