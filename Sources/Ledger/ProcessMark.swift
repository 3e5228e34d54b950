import Foundation

/// Which process began a run, so that a run that was killed can be told from one that goes on. A process number alone
/// is used again; with its start time, the boot and the PID namespace it is not.
struct ProcessMark: Hashable {
    let text: String

    /// The mark of this process; empty where `/proc` does not say.
    static let current = ProcessMark(pid: "self").map(\.text).flatMap(ProcessMark.init(text:)) ?? ProcessMark(text: "")

    init(text: String) { self.text = text }

    private init?(pid: String) {
        guard let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8),
            let namespace = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid"),
            let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            // The second field is the command in brackets, which may itself hold brackets and spaces (proc(5)).
            let bracket = stat.lastIndex(of: ")"), let number = stat.split(separator: " ").first
        else { return nil }
        let fields = stat[stat.index(after: bracket)...].split(separator: " ")
        let startTime = 19
        guard fields.count > startTime else { return nil }
        let trimmed = boot.trimmingCharacters(in: .whitespacesAndNewlines)
        self.text = "\(trimmed) \(namespace) \(number) \(fields[startTime])"
    }

    /// Whether the process still lives, as far as this process can see.
    var isAlive: Bool {
        let parts = text.split(separator: " ")
        guard parts.count == 4, let seen = ProcessMark(pid: String(parts[2])) else { return false }
        return seen == self
    }

    /// Whether the process has ended for certain: it was one of this boot and this namespace, and its number is free or
    /// another's.
    var isGone: Bool {
        let parts = text.split(separator: " ")
        let own = Self.current.text.split(separator: " ")
        guard parts.count == 4, own.count == 4, parts[..<2] == own[..<2], let pid = pid_t(parts[2]), pid > 0 else {
            return false
        }
        // A process of another user may be hidden in /proc, and yet can be told from none.
        guard let seen = ProcessMark(pid: String(pid)) else { return kill(pid, 0) != 0 && errno == ESRCH }
        return seen != self
    }
}
