import ArgumentParser
import Foundation
import OCI
import Support

/// `blobgate-lab bench-faults`: a large release with a backend that refuses connections and one without any blob.
///
/// Faults must cost no more than claims: the run has to end within its deadline plus two seconds, in 128 MB.
struct FaultBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-faults",
        abstract: "Measure a run of many images with one dead backend and one without blobs.")

    private static let deadline = 60.0
    private static let grace = 2.0
    private static let mostMegabytes = 128.0

    @Option(help: "The blobgate binary to measure.") var blobgate = ".build/release/blobgate"
    @Option(help: "The number of images in the release.") var images = 1000
    @Option(help: "A directory for the ledger and the reports.") var directory = ".lab/bench-faults"

    func run() async throws {
        let folder = URL(filePath: directory)
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // The port of a stopped server refuses connections.
        let dead = try await ScriptedRegistry.run(\.name)
        let measured = try await ScriptedRegistry.run { good in
            try await ScriptedRegistry.run { empty in
                let names = (1...max(1, images)).map { "app\($0)" }
                for registry in [good, empty] {
                    for (number, name) in names.enumerated() { try Self.add(name, number, to: registry) }
                }
                empty.on(.blobs, .status(404, headers: [], body: nil))
                let list = folder.appending(path: "images.txt")
                try Data(names.map { "registry.test/\($0):1\n" }.joined().utf8).write(to: list)
                return try Measured.run(
                    arguments(list, good: good.name, dead: dead, empty: empty.name, folder),
                    output: folder.appending(path: "output.txt"))
            }
        }
        print(
            String(
                format: "%d images on 3 backends, one dead and one without blobs: %.1f s, %.1f CPU s, %.1f MB", images,
                measured.seconds, measured.cpuSeconds, measured.peakMegabytes))
        guard measured.seconds <= Self.deadline + Self.grace, measured.peakMegabytes <= Self.mostMegabytes else {
            throw BenchError("the limit is \(Self.deadline + Self.grace) s and \(Self.mostMegabytes) MB")
        }
        // Exit code 1 as returned by wait4: a backend without blobs refuses.
        guard measured.status == 1 << 8 else { throw BenchError("exit status \(measured.status >> 8), expected 1") }
    }

    private func arguments(_ list: URL, good: String, dead: String, empty: String, _ folder: URL) -> [String] {
        [
            blobgate, "check", "--from", list.path, "--ledger", folder.appending(path: "ledger.sqlite").path,
            "--backend", "good=http://\(good)", "--backend", "dead=http://\(dead)",
            "--backend", "empty=http://\(empty)", "--deadline", "\(Int(Self.deadline))s", "--progress", "none",
            "--output", "text", "--output", "json=\(folder.appending(path: "report.json").path)",
        ]
    }

    /// An image with its own layer and one of ten shared layers.
    private static func add(_ name: String, _ number: Int, to registry: ScriptedRegistry) throws {
        let own = Array("own layer \(number)".utf8)
        let shared = Array("shared layer \(number % 10)".utf8)
        try registry.addImage(to: name, tag: "1", layers: [own, shared])
    }
}
