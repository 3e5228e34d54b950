import Foundation
import Glibc

/// What the kernel tells about a process (proc(5)).
enum ProcessFile {
    /// The peak resident set in bytes; `nil` for a process that ended.
    static func peakBytes(of pid: pid_t) -> Int64? {
        read("/proc/\(pid)/status").flatMap(peakBytes(status:))
    }

    /// The process that started it, or adopted it.
    static func parent(of pid: pid_t) -> pid_t? {
        read("/proc/\(pid)/stat").flatMap { fields(stat: $0) }.flatMap { $0.count > 1 ? pid_t($0[1]) : nil }
    }

    /// User and system time of all its threads, in seconds; 0 for a process that ended.
    static func cpuSeconds(of pid: pid_t) -> Double {
        guard let fields = read("/proc/\(pid)/stat").flatMap({ fields(stat: $0) }), fields.count > 12,
            let user = Double(fields[11]), let system = Double(fields[12])
        else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    static func peakBytes(status: String) -> Int64? {
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int64($0) }.map { $0 * 1024 }
    }

    /// The fields after the name, which is in parentheses and may itself contain spaces and parentheses.
    static func fields(stat: String) -> [Substring]? {
        guard let end = stat.lastIndex(of: ")") else { return nil }
        return stat[stat.index(after: end)...].split(separator: " ")
    }

    /// Files of /proc have no size, and this is called thousands of times in a run.
    private static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var text = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(file, &text, text.count)
        return count > 0 ? String(decoding: text.prefix(count), as: UTF8.self) : nil
    }
}
