import Foundation
import Glibc

/// Starts programs that run alongside this process.
///
/// `Foundation.Process` waits for every holder of a descriptor that it passes to the child, so it cannot start programs that
/// outlive this process. This one passes only the three standard descriptors.
enum Spawn {
    /// `POSIX_SPAWN_SETSID` from <spawn.h>, which Swift's Glibc module lacks too.
    private static let ownSession: Int16 = 0x80

    /// Starts a program in its own session, with both outputs appended to a log.
    static func start(_ path: String, _ arguments: [String], input: Int32?, log: URL) throws(LabError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        // Closed descriptors are skipped. addclosefrom_np is not in Swift's Glibc module.
        for other in (STDERR_FILENO + 1)..<Int32(min(sysconf(Int32(_SC_OPEN_MAX)), 1024)) {
            posix_spawn_file_actions_addclose(&actions, other)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, ownSession)

        var argv = ([path] + arguments).map { strdup($0) }
        defer { for word in argv { free(word) } }
        argv.append(nil)
        var pid: pid_t = 0
        let status = posix_spawn(&pid, path, &actions, &attributes, argv, environ)
        guard status == 0 else { throw LabError("cannot start \(path): \(String(cString: strerror(status)))") }
        return pid
    }
}

/// Keeps a program alive as long as this object, and never longer than this process, no matter how that ends.
///
/// A shell between this process and the program reads a pipe whose other end only this process holds. End of file means that
/// this process has ended.
final class Leash: Sendable {
    private static let script = """
        exec 3<&0 </dev/null
        pidfile=$1; shift
        "$@" 3<&- &
        program=$!
        echo $program >"$pidfile.new" && mv "$pidfile.new" "$pidfile"
        { read -r _ <&3; kill $program 2>/dev/null; } &
        watch=$!
        exec 3<&-
        wait $program
        status=$?
        kill $watch 2>/dev/null
        exit $status
        """

    private let end: Int32
    private let shell: pid_t

    /// Starts a program, which soon writes its process ID to `numberFile`.
    init(_ path: String, _ arguments: [String], numberFile: URL, log: URL) throws(LabError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw LabError("cannot create a pipe: errno \(errno)") }
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        do {
            let words = ["-c", Self.script, "lab", numberFile.path, path] + arguments
            shell = try Spawn.start("/bin/sh", words, input: ends[0], log: log)
        } catch {
            close(ends[1])
            throw error
        }
        end = ends[1]
    }

    /// Waits until the shell, and with it the program, has ended.
    func release() async throws {
        for _ in 0..<1000 {
            if waitpid(shell, nil, WNOHANG) != 0 { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw LabError("process \(shell) did not end within 10 s")
    }

    deinit {
        close(end)
        _ = waitpid(shell, nil, WNOHANG)
    }
}
