import Foundation
import Glibc

/// One started program, known by its number and its start time, so that a number that was given away anew is not it.
struct ServiceProcess: Codable, Hashable, Sendable {
    let pid: pid_t
    /// In clock ticks since boot, from `/proc/PID/stat`.
    let started: UInt64
    let program: String

    /// The process that has this number now.
    init?(pid: pid_t, program: String) {
        guard let status = ProcessStatus(pid: pid), status.state != "Z" else { return nil }
        self.pid = pid
        self.started = status.started
        self.program = program
    }

    /// Whether it lives. One that ended and waits for its parent does not.
    var isRunning: Bool {
        guard let status = ProcessStatus(pid: pid) else { return false }
        return status.started == started && status.state != "Z"
    }

    /// Asks it to end, and makes it after ten seconds.
    func stop() async throws {
        guard isRunning else { return }
        kill(pid, SIGTERM)
        for _ in 0..<1000 {
            if !isRunning { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        kill(pid, SIGKILL)
    }
}

/// What the kernel says of a process (proc(5), `/proc/PID/stat`).
private struct ProcessStatus {
    let state: Substring
    let started: UInt64

    init?(pid: pid_t) {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        // The name is in parentheses and may hold anything, spaces and parentheses too.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let started = UInt64(fields[19]) else { return nil }
        self.state = fields[0]
        self.started = started
    }
}
