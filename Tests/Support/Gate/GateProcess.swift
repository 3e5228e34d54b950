package import Foundation
import Glibc
import Synchronization

/// One run of the real `blobgate` executable, found next to the tests.
package final class GateProcess: Sendable {
    private let child: ChildProcess
    private let scratch: URL
    private let watch: Task<Watched, Never>

    private struct Watched: Sendable {
        let duration: Duration
        let peakMemory: Int64
    }

    /// The executable that was built with the tests.
    package static var executable: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "blobgate")
    }

    init(
        _ arguments: [String], environment: [String: String], input: String?, in directory: URL, redirecting: String?
    ) throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "blobgate-output-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        let inputFile = scratch.appending(path: "input")
        try Data((input ?? "").utf8).write(to: inputFile)
        let start = ContinuousClock.now
        let path = Self.executable.path
        let shell = redirecting.map { ["-c", "exec \"$0\" \"$@\" \($0)", path] }
        let child = try ChildProcess(
            shell == nil ? path : "/bin/sh", (shell ?? []) + arguments,
            ChildProcess.Setting(
                environment: environment, directory: directory.path, input: inputFile.path,
                output: scratch.appending(path: "output").path, error: scratch.appending(path: "error").path))
        self.scratch = scratch
        self.child = child
        watch = Task {
            var peak: Int64 = 0
            while child.status == nil {
                peak = max(peak, Self.memory(of: child.pid) ?? 0)
                try? await Task.sleep(for: .milliseconds(5))
            }
            return Watched(duration: ContinuousClock.now - start, peakMemory: peak)
        }
    }

    deinit {
        child.signal(SIGKILL)
        try? FileManager.default.removeItem(at: scratch)
    }

    /// Its process.
    package var pid: pid_t { child.pid }
    /// Whether it is still running.
    package var isRunning: Bool { child.status == nil }
    /// Its standard output so far.
    package var output: String { text("output") }
    /// Its standard error so far.
    package var error: String { text("error") }

    /// Sends a signal if it is still running.
    package func signal(_ number: Int32) { child.signal(number) }

    /// Waits for the exit; kills a gate that exceeds the limit.
    package func result(within limit: Duration = .seconds(60)) async throws -> GateResult {
        let late = Mutex(false)
        let timer = Task {
            try await Task.sleep(for: limit)
            late.withLock { $0 = true }
            signal(SIGKILL)
        }
        let status = await child.wait()
        timer.cancel()
        if late.withLock({ $0 }) { throw GateTimeout(limit: limit, output: output, error: error) }
        let watched = await watch.value
        return GateResult(
            status: status, output: output, error: error, duration: watched.duration, peakMemory: watched.peakMemory)
    }

    private func text(_ name: String) -> String {
        String(decoding: (try? Data(contentsOf: scratch.appending(path: name))) ?? Data(), as: UTF8.self)
    }

    /// The anonymous memory of the process in bytes: `resident` minus `shared` of `/proc/PID/statm` (proc(5)). Most of the rest
    /// are the pages of the executable, whose size depends on the build; `make bench` measures them too, on the release build.
    private static func memory(of pid: pid_t) -> Int64? {
        // Every gate is sampled every few milliseconds, so this must cost little.
        let file = open("/proc/\(pid)/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = read(file, &text, text.count)
        let fields = text.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
            .map { Int64(String(decoding: $0, as: UTF8.self)) }
        guard fields.count > 2, let resident = fields[1], let shared = fields[2] else { return nil }
        return (resident - shared) * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// The result of a gate run.
package struct GateResult: Sendable, CustomStringConvertible {
    /// The exit code, or 128 plus the signal number, as in a shell.
    package let status: Int32
    /// Standard output.
    package let output: String
    /// Standard error.
    package let error: String
    /// The duration.
    package let duration: Duration
    /// The peak memory observed, without the pages of the executable, in bytes.
    package let peakMemory: Int64

    /// Everything, for test failures.
    package var description: String { "status \(status) after \(duration)\n\(output)\n--- stderr ---\n\(error)" }
}

/// The gate did not exit in time.
package struct GateTimeout: Error, CustomStringConvertible {
    /// The time limit.
    package let limit: Duration
    /// Its standard output.
    package let output: String
    /// Its standard error.
    package let error: String

    /// Everything, for test failures.
    package var description: String { "blobgate did not exit within \(limit)\n\(output)\n--- stderr ---\n\(error)" }
}
