import Foundation
import Glibc
import Synchronization

/// A started program and its exit.
///
/// Replaces `Foundation.Process`, which occasionally crashes in `run()` when several threads start programs. Output goes
/// to files, so nothing needs to be read while it runs, and a separate thread waits for the exit.
final class ChildProcess: Sendable {
    let pid: pid_t
    private let end: Mutex<End>

    private struct End {
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    /// The inputs of a program.
    struct Setting {
        var environment: [String: String]
        var directory: String?
        var input: String = "/dev/null"
        var output: String
        var error: String
    }

    /// Starts a program with default signals and no descriptor but the three standard ones.
    init(_ path: String, _ arguments: [String], _ setting: Setting) throws(ProgramError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, setting.input, O_RDONLY, 0)
        let writing = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, setting.output, writing, 0o644)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, setting.error, writing, 0o644)
        // Closed descriptors are skipped; addclosefrom_np is not available in Swift's glibc overlay.
        for other in (STDERR_FILENO + 1)..<Int32(min(sysconf(Int32(_SC_OPEN_MAX)), 1024)) {
            posix_spawn_file_actions_addclose(&actions, other)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Test threads block signals, and a child would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // A shell that execs the program: addchdir_np is not available in Swift's glibc overlay either.
        var words = [path] + arguments
        if let directory = setting.directory {
            words = ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "sh", directory] + words
        }
        var argv = words.map { strdup($0) } + [nil]
        defer { for word in argv { free(word) } }
        var envp = setting.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for entry in envp { free(entry) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, words[0], &actions, &attributes, &argv, &envp)
        guard failure == 0 else {
            let reason = ProgramError.Reason.failed(status: failure, message: String(cString: strerror(failure)))
            throw ProgramError(program: path, reason: reason)
        }
        self.pid = pid
        end = Mutex(End())
        Thread.detachNewThread { self.reap() }
    }

    /// The exit status, or 128 plus the signal number, as in a shell; `nil` while it runs.
    var status: Int32? { end.withLock { $0.status } }

    /// Waits for the exit.
    func wait() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = end.withLock { end in
                if end.status == nil { end.waiting.append(continuation) }
                return end.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    /// Sends a signal, unless it has exited.
    func signal(_ number: Int32) {
        // Under the lock it cannot be reaped, so its process id cannot be reused.
        end.withLock { if $0.status == nil { _ = kill(pid, number) } }
    }

    private func reap() {
        // Waits without reaping, so that the process id is not reused before the lock is held.
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        let (status, waiting) = end.withLock { end in
            var code: Int32 = 0
            while waitpid(pid, &code, 0) < 0, errno == EINTR {}
            let status = code & 0x7f == 0 ? (code >> 8) & 0xff : 128 + (code & 0x7f)
            end.status = status
            defer { end.waiting = [] }
            return (status, end.waiting)
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }
}
