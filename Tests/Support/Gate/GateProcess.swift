public import Foundation
import Glibc
import Synchronization

/// One run of the real `blobgate` executable, found beside the tests.
public final class GateProcess: Sendable {
    private struct State {
        var status: Int32?
        var peak: Int64 = 0
    }

    /// The number of the process.
    public let pid: pid_t
    private let scratch: URL
    private let state: SharedState
    private let watch: Task<GateEnd, Never>

    private final class SharedState: Sendable {
        let value = Mutex(State())
    }

    private struct GateEnd: Sendable {
        let status: Int32
        let duration: Duration
    }

    /// The executable that was built with the tests.
    public static var executable: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "blobgate")
    }

    init(_ arguments: [String], environment: [String: String], input: String?, in directory: URL) throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "blobgate-output-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        let files = ["input", "output", "error"].map { scratch.appending(path: $0) }
        for file in files { try Data((file == files[0] ? input ?? "" : "").utf8).write(to: file) }

        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = directory
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        let state = SharedState()
        let ended = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { process in
            let killed = process.terminationReason == .uncaughtSignal
            ended.continuation.yield(killed ? 128 + process.terminationStatus : process.terminationStatus)
            ended.continuation.finish()
        }
        let start = ContinuousClock.now
        try process.run()
        let pid = process.processIdentifier
        self.pid = pid
        self.scratch = scratch
        self.state = state
        let sampler = Task {
            while !Task.isCancelled {
                if let peak = Self.peakMemory(of: pid) { state.value.withLock { $0.peak = max($0.peak, peak) } }
                try? await Task.sleep(for: .milliseconds(5))
            }
        }
        watch = Task {
            var status: Int32 = -1
            for await code in ended.stream { status = code }
            let duration = ContinuousClock.now - start
            sampler.cancel()
            state.value.withLock { $0.status = status }
            return GateEnd(status: status, duration: duration)
        }
    }

    deinit {
        if isRunning { kill(pid, SIGKILL) }
        try? FileManager.default.removeItem(at: scratch)
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool { state.value.withLock { $0.status == nil } }
    /// What it wrote to standard output so far.
    public var output: String { text("output") }
    /// What it wrote to standard error so far.
    public var error: String { text("error") }

    /// Sends a signal, if it still runs.
    public func signal(_ number: Int32) { if isRunning { kill(pid, number) } }

    /// Waits for the end; kills a gate that takes longer.
    public func result(within limit: Duration = .seconds(60)) async throws -> GateResult {
        let late = Mutex(false)
        let timer = Task {
            try await Task.sleep(for: limit)
            late.withLock { $0 = true }
            signal(SIGKILL)
        }
        let end = await watch.value
        timer.cancel()
        if late.withLock({ $0 }) { throw GateTimeout(limit: limit, output: output, error: error) }
        return GateResult(
            status: end.status, output: text("output"), error: text("error"), duration: end.duration,
            peakMemory: state.value.withLock(\.peak))
    }

    private func text(_ name: String) -> String {
        String(decoding: (try? Data(contentsOf: scratch.appending(path: name))) ?? Data(), as: UTF8.self)
    }

    /// `VmHWM` of proc(5), in bytes. Not `ru_maxrss`, which begins with what the parent had.
    private static func peakMemory(of pid: pid_t) -> Int64? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/status") else { return nil }
        let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Int64($0) }
            .map { $0 * 1024 }
    }
}

/// What a run of the gate came to.
public struct GateResult: Sendable, CustomStringConvertible {
    /// The exit code, or 128 and the number of the signal that killed it, as a shell says it.
    public let status: Int32
    /// Standard output.
    public let output: String
    /// Standard error.
    public let error: String
    /// From start to end.
    public let duration: Duration
    /// The most memory that it had at one time, in bytes, as far as it was seen.
    public let peakMemory: Int64

    /// Everything, for a test's failure.
    public var description: String { "status \(status) after \(duration)\n\(output)\n--- stderr ---\n\(error)" }
}

/// The gate did not end in time.
public struct GateTimeout: Error, CustomStringConvertible {
    /// How long it was waited for.
    public let limit: Duration
    /// What it had written to standard output.
    public let output: String
    /// What it had written to standard error.
    public let error: String

    /// Everything, for a test's failure.
    public var description: String { "blobgate did not end within \(limit)\n\(output)\n--- stderr ---\n\(error)" }
}
