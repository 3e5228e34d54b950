import ArgumentParser
import Foundation
import Lab
import Support

/// `blobgate-lab bench`: the gate compared with `curl | openssl dgst`, on the same files from the same server.
///
/// Absolute figures depend on the machine; the ratio of two medians, measured alternately, depends on the program.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure verified GB/s and peak memory compared with curl | openssl dgst -sha256.")

    @Option(help: "The blobgate binary to measure.") var blobgate = ".build/release/blobgate"
    @Option(help: "The lab's directory.") var directory = ".lab/bench"
    @Option(help: "The image set: small or full.") var images = "full"
    @Option(help: "Runs per variant; the median counts.") var runs = 5

    private struct Way {
        let name: String
        let bytes: Int64
        let arguments: () -> [String]
        var results: [Measured] = []

        var seconds: Double { Self.median(results.map(\.seconds)) }

        var row: String {
            let rate = Double(bytes) / seconds / 1e9
            let cpu = Self.median(results.map(\.cpuSeconds))
            let peak = results.map(\.peakMegabytes).max() ?? 0
            let cells = [
                name.padding(toLength: 44, withPad: " ", startingAt: 0), String(format: "%6.2f s", seconds),
                String(format: "%6.2f GB/s", rate), String(format: "%6.2f CPU s", cpu),
                String(format: "%6.1f MB", peak),
            ]
            return cells.joined(separator: "  ")
        }

        private static func median(_ values: [Double]) -> Double {
            let sorted = values.sorted()
            return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        }
    }

    func validate() throws {
        guard ImageSet(rawValue: images) != nil else { throw ValidationError("--images must be small or full") }
        guard runs > 0 else { throw ValidationError("--runs must be at least 1") }
    }

    func run() async throws {
        let lab = try await RunningLab.start(in: URL(filePath: directory), images: ImageSet(rawValue: images) ?? .full)
        for image in lab.images { for backend in lab.backends { try await lab.warm(image, on: backend) } }
        let scratch = lab.directory.appending(path: "bench")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        let output = scratch.appending(path: "output.txt")
        var ways = try makeWays(lab, scratch: scratch)
        for _ in 0..<runs {
            for index in ways.indices {
                let result = try Measured.run(ways[index].arguments(), output: output)
                guard result.status == 0 else {
                    let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
                    throw BenchError("\(ways[index].name) failed:\n\(text.suffix(2000))")
                }
                ways[index].results.append(result)
            }
        }
        print("Median of \(runs) alternating runs; nginx with TLS on loopback, warm caches; bytes are hashed bytes.")
        for way in ways { print(way.row) }
        let ratio = ways[2].seconds / ways[0].seconds
        print(
            String(format: "One backend, cold ledger: %.2f times as fast as curl | openssl dgst two at a time.", ratio))
        try await lab.stop()
        CheckpointBench(runs: runs).rows().forEach { print($0) }
    }

    private func makeWays(_ lab: RunningLab, scratch: URL) throws -> [Way] {
        let blobs = lab.images.flatMap { image in
            image.blobs.filter { $0.kind == .layer || $0.kind == .config }
        }
        var seen: Set<String> = []
        let distinct = blobs.filter { seen.insert($0.uri).inserted }
        let bytes = distinct.reduce(Int64(0)) { $0 + $1.size }
        let address = "\(LabBackend.front1.address):\(lab.backendPort)"
        let list = scratch.appending(path: "urls.txt")
        let urls = distinct.map { "https://\(lab.registryName)\($0.uri)" }
        try Data(urls.joined(separator: "\n").utf8).write(to: list)
        let pipeline =
            "curl -sS --cacert '\(lab.authorityFile.path)' --connect-to '::\(address)' \"$1\" | openssl dgst -sha256"
        let curl = { (parallel: Int) in
            ["xargs", "-a", list.path, "-P", "\(parallel)", "-n", "1", "sh", "-c", pipeline, "sh"]
        }
        let check = [
            blobgate, "check", "--config", lab.configurationFile.path, "--progress", "none", "--quiet",
        ]
        let cold = { (extra: [String]) in
            let ledger = scratch.appending(path: "ledger-\(UUID().uuidString).sqlite").path
            return check + ["--ledger", ledger] + extra + lab.references
        }
        let warm = scratch.appending(path: "ledger-warm.sqlite").path
        _ = try Measured.run(
            check + ["--ledger", warm] + lab.references, output: scratch.appending(path: "output.txt"))
        return [
            Way(name: "blobgate, one backend, cold", bytes: bytes) { cold(["--backend", "front1=\(address)"]) },
            Way(name: "curl | openssl dgst, one at a time", bytes: bytes) { curl(1) },
            Way(name: "curl | openssl dgst, two at a time", bytes: bytes) { curl(2) },
            Way(name: "blobgate, three backends, cold", bytes: bytes * 3) { cold([]) },
            Way(name: "blobgate, three backends, from the ledger", bytes: bytes * 3) {
                check + ["--ledger", warm] + lab.references
            },
        ]
    }
}
