import Foundation
import Glibc

/// The cost of one run of a program.
struct Measured {
    let seconds: Double
    /// User and system time of the program and its waited-for children.
    let cpuSeconds: Double
    /// See `MemorySampler`.
    let peakBytes: Int64
    /// As returned by `wait4`.
    let status: Int32

    /// Runs a program to completion with both outputs in a file.
    ///
    /// - Throws: `BenchError` if it cannot be started.
    static func run(_ arguments: [String], output: URL) throws -> Measured {
        guard let program = arguments.first else { throw BenchError("there is no program to run") }
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
        let failure = posix_spawnp(&pid, program, &actions, nil, argv, environ)
        guard failure == 0 else {
            throw BenchError("cannot start \(program): \(String(cString: strerror(failure)))")
        }
        let sampler = MemorySampler(of: pid)
        // Waits without reaping, so that the sampler never reads another process with the same id.
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        let seconds = start.duration(to: .now) / .seconds(1)
        let peak = sampler.stop()
        var usage = rusage()
        var status: Int32 = 0
        while wait4(pid, &status, 0, &usage) < 0, errno == EINTR {}
        return Measured(
            seconds: seconds, cpuSeconds: Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime), peakBytes: peak,
            status: status)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
