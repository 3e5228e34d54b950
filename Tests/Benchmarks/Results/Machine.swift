import Foundation

/// What the figures were measured on.
struct Machine: Codable, Hashable, Sendable {
    var processor: String
    var cores: Int
    var memoryBytes: Int64
    var kernel: String
    var system: String

    /// This machine. What the kernel does not tell is empty or 0.
    static func current() -> Machine {
        Machine(
            processor: field("model name", in: "/proc/cpuinfo", separator: ":"),
            cores: ProcessInfo.processInfo.activeProcessorCount,
            memoryBytes: Int64(ProcessInfo.processInfo.physicalMemory),
            kernel: text("/proc/sys/kernel/osrelease").trimmingCharacters(in: .whitespacesAndNewlines),
            system: field("PRETTY_NAME", in: "/etc/os-release", separator: "=")
                .trimmingCharacters(in: CharacterSet(charactersIn: "\"")))
    }

    private static func field(_ name: String, in path: String, separator: Character) -> String {
        let line = text(path).split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return line.split(separator: separator, maxSplits: 1).dropFirst().first?
            .trimmingCharacters(in: .whitespaces) ?? ""
    }

    private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}
