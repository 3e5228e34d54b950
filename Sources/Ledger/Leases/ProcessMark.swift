import Foundation

/// Identifies the process of a run, to tell a killed run from a running one. PIDs are reused, so the mark also has the
/// start time, the boot ID and the PID namespace.
struct ProcessMark: Hashable {
    let text: String

    /// The mark of this process; empty if `/proc` is not available.
    static let current = ProcessMark(pid: "self").map(\.text).flatMap(ProcessMark.init(text:)) ?? ProcessMark(text: "")

    init(text: String) { self.text = text }

    private init?(pid: String) {
        guard let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8),
            let namespace = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid"),
            let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            // The second field is the command in parentheses, which may itself contain parentheses and spaces
            // (proc(5)).
            let bracket = stat.lastIndex(of: ")"), let number = stat.split(separator: " ").first
        else { return nil }
        let fields = stat[stat.index(after: bracket)...].split(separator: " ")
        let startTime = 19
        guard fields.count > startTime else { return nil }
        let trimmed = boot.trimmingCharacters(in: .whitespacesAndNewlines)
        self.text = "\(trimmed) \(namespace) \(number) \(fields[startTime])"
    }

    /// Whether the process is alive, as far as this process can see.
    var isAlive: Bool {
        let parts = text.split(separator: " ")
        guard parts.count == 4, let seen = ProcessMark(pid: String(parts[2])) else { return false }
        return seen == self
    }

    /// Whether the process has certainly ended: it belongs to this boot and namespace, and its PID is free or reused.
    var isGone: Bool {
        let parts = text.split(separator: " ")
        let own = Self.current.text.split(separator: " ")
        guard parts.count == 4, own.count == 4, parts[..<2] == own[..<2], let pid = pid_t(parts[2]), pid > 0 else {
            return false
        }
        // Another user's process may be hidden in /proc, but is still distinguishable from a missing one.
        guard let seen = ProcessMark(pid: String(pid)) else { return kill(pid, 0) != 0 && errno == ESRCH }
        return seen != self
    }
}
