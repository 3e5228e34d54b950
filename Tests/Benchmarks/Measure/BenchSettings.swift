import Foundation

/// The settings of one run of the benchmarks.
struct BenchSettings {
    /// The program to measure.
    var blobgate: String
    /// This program, for what it runs as a program of its own.
    var own: String
    /// Where data, servers and results are.
    var folder: URL
    /// Where peers write what they pull; in memory where possible, so that no disk is measured.
    var output: URL
    var size: BenchSize
    var rounds: Int

    /// Progress, on standard error.
    func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

    /// A folder in memory if there is one with room for the largest image, otherwise one on disk.
    static func outputFolder(besides folder: URL) -> URL {
        let memory = URL(filePath: "/dev/shm")
        let free = try? FileManager.default.attributesOfFileSystem(forPath: memory.path)[.systemFreeSize] as? Int64
        let parent = (free ?? 0) > 3_000_000_000 ? memory : folder
        return parent.appending(path: "blobgate-bench-\(ProcessInfo.processInfo.processIdentifier)")
    }
}
