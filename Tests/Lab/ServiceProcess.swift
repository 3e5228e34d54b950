import Foundation
import Glibc

/// A started program, identified by process ID and start time, so that a reused ID does not match.
struct ServiceProcess: Codable, Hashable, Sendable {
    let pid: pid_t
    /// In clock ticks since boot, from `/proc/PID/stat`.
    let started: UInt64
    let program: String

    /// The process that currently has this ID.
    init?(pid: pid_t, program: String) {
        guard let status = ProcessStatus(pid: pid), status.state != "Z" else { return nil }
        self.pid = pid
        self.started = status.started
        self.program = program
    }

    /// Whether it is running. A zombie is not.
    var isRunning: Bool {
        guard let status = ProcessStatus(pid: pid) else { return false }
        return status.started == started && status.state != "Z"
    }

    /// Terminates it, and kills it after ten seconds.
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

/// The kernel's status of a process (proc(5), `/proc/PID/stat`).
private struct ProcessStatus {
    let state: Substring
    let started: UInt64

    init?(pid: pid_t) {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        // The name is in parentheses and may contain anything, including spaces and parentheses.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let started = UInt64(fields[19]) else { return nil }
        self.state = fields[0]
        self.started = started
    }
}
