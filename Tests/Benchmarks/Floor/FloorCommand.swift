import ArgumentParser
import Foundation
import OCI
import Synchronization
import Transfer

/// `blobgate-bench floor`: receives blobs into one buffer for each thread and hashes them, and nothing else.
///
/// It is what a program on this machine can reach at best, and a gate that is close to it is at the limit. No TLS, no redirects,
/// no retries.
struct FloorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "floor", abstract: "Receive and hash blobs with nothing else, as a limit to compare with.")

    @Option(help: "The number of threads, each with one connection for each host.") var threads = 2
    @Argument(help: "A file with a line ADDRESS:PORT/PATH for each blob; the path ends in the digest.") var list: String

    func validate() throws {
        guard threads > 0 else { throw ValidationError("--threads must be at least 1") }
    }

    func run() throws {
        let lines = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").map(String.init)
        let work = FloorWork(lines)
        let done = DispatchSemaphore(value: 0)
        for _ in 0..<threads {
            Thread.detachNewThread {
                work.run()
                done.signal()
            }
        }
        for _ in 0..<threads { done.wait() }
        if let failure = work.failure { throw BenchError(failure) }
        print("\(work.bytes) bytes")
    }
}

/// The blobs that are left, and what came of the others.
private final class FloorWork: Sendable {
    private struct State {
        var next = 0
        var bytes: Int64 = 0
        var failure: String?
    }

    private let lines: [String]
    private let state = Mutex(State())

    init(_ lines: [String]) { self.lines = lines }

    var failure: String? { state.withLock { $0.failure } }
    var bytes: Int64 { state.withLock { $0.bytes } }

    func run() {
        var connections: [Substring: PlainConnection] = [:]
        while let line = take() {
            do {
                guard let slash = line.firstIndex(of: "/") else { throw BenchError("\(line) has no path") }
                let host = line[..<slash]
                let connection = try connections[host] ?? PlainConnection(String(host))
                connections[host] = connection
                var hash = StreamingHash(.sha256)
                let count = try connection.get(String(line[slash...])) { hash.update($0) }
                guard line.hasSuffix(hash.value.hexadecimal) else { throw BenchError("\(line) has another digest") }
                state.withLock { $0.bytes += count }
            } catch {
                state.withLock { $0.failure = "\(error)" }
            }
        }
    }

    private func take() -> String? {
        state.withLock { state in
            guard state.failure == nil, state.next < lines.count else { return nil }
            defer { state.next += 1 }
            return lines[state.next]
        }
    }
}
