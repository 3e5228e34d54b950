import Foundation
import Glibc

/// The cost of one run of a program.
struct Measured {
    let seconds: Double
    /// User and system time of the program and its waited-for children.
    let cpuSeconds: Double
    /// The peak resident set of the program itself, sampled every few milliseconds.
    ///
    /// Not `ru_maxrss`, which starts at the size of the spawning process.
    let peakMegabytes: Double
    let status: Int32

    /// Runs a program to completion with both outputs in a file.
    static func run(_ arguments: [String], output: URL) throws -> Measured {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var argv = arguments.map { strdup($0) }
        defer { for word in argv { free(word) } }
        argv.append(nil)
        let start = ContinuousClock.now
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, arguments[0], &actions, nil, argv, environ)
        guard failure == 0 else {
            throw BenchError("cannot start \(arguments[0]): \(String(cString: strerror(failure)))")
        }
        var usage = rusage()
        var status: Int32 = 0
        var peak = 0.0
        while wait4(pid, &status, WNOHANG, &usage) == 0 {
            peak = max(peak, highWater(of: pid))
            usleep(2000)
        }
        return Measured(
            seconds: start.duration(to: .now) / .seconds(1),
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            peakMegabytes: peak, status: status)
    }

    private static func highWater(of pid: pid_t) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else { return 0 }
        let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) }
        return (kilobytes ?? 0) * 1024 / 1e6
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

/// Why a measurement failed.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
