import Gate
import Glibc
import OCI
import Record

/// The image builder process. It inherits standard output and error and has an empty standard input. It stays in our process
/// group, so that Ctrl-C on a terminal and an interrupt from a job runner reach it directly.
struct BuilderProcess {
    /// A failure of the builder, which also ends the command.
    struct Failure: Error {
        /// The exit status: the builder's own, or 128 plus the number of the signal that killed it.
        let status: Int32
        /// What happened.
        let words: String

        var message: String { "blobgate: \(words)" }
    }

    /// Ctrl-C reaches the builder and this process at the same time, but Dispatch delivers it a little later. Without the
    /// delay, a builder that exits 0 on SIGINT would count as one that finished normally.
    private static let signalDelay = Duration.milliseconds(250)

    private let words: [String]
    private let escapesOutput: Bool

    /// - Parameter escapesOutput: Whether its output is copied with every byte that is not ASCII escaped.
    init(_ words: [String], escapesOutput: Bool = false) {
        self.words = words
        self.escapesOutput = escapesOutput
    }

    /// Runs the builder and waits for it.
    /// - Throws: `Failure` if it failed, or if this process received a signal meanwhile.
    func run(_ signals: BuildSignals) async throws {
        var escaped: EscapedOutput?
        if escapesOutput {
            escaped = EscapedOutput()
            if escaped == nil {
                throw failure(126, "could not be started (no pipe: \(String(cString: strerror(errno))))")
            }
        }
        let child: pid_t
        do {
            child = try start(signals, output: escaped?.writing)
        } catch {
            escaped?.start()
            await escaped?.finish()
            throw error
        }
        signals.forward(to: child)
        escaped?.start()
        let ended = await Self.end(of: child)
        await escaped?.finish()
        try? await Task.sleep(for: Self.signalDelay)
        let asked = signals.endOfBuild()
        guard let status = ended else { throw failure(ExitCode.software.rawValue, "exited with an unknown status") }
        if status & 0x7f != 0 {
            let number = status & 0x7f
            throw failure(128 + number, "was killed by signal \(number)")
        }
        let code = (status >> 8) & 0xff
        guard code == 0 else { throw failure(code, "failed with exit status \(code)") }
        // It succeeded despite the interrupt, but the sender does not want a verification.
        if let asked { throw failure(128 + asked, "succeeded, but blobgate was interrupted by signal \(asked)") }
    }

    private func failure(_ status: Int32, _ what: String) -> Failure {
        Failure(
            status: status,
            words: "the builder \(what); blobgate verified nothing; nothing was deployed")
    }

    private var shown: String { (words.first ?? "").escapedASCII(limit: 200) }

    /// - Parameter output: Descriptors for its standard output and error; `nil` for those of this process.
    private func start(_ signals: BuildSignals, output: (output: Int32, error: Int32)?) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output.output, STDOUT_FILENO)
            posix_spawn_file_actions_adddup2(&actions, output.error, STDERR_FILENO)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A child would inherit the signals that runtime threads block and this process ignores.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var standard = sigset_t()
        sigemptyset(&standard)
        for number in signals.notIgnoredBefore + [SIGPIPE] { sigaddset(&standard, number) }
        posix_spawnattr_setsigdefault(&attributes, &standard)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // If the parent process ignores SIGCHLD, the kernel discards the builder's exit status.
        signal(SIGCHLD, SIG_DFL)
        var arguments = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, words[0], &actions, &attributes, &arguments, environ)
        guard code == 0 else {
            // The same codes as in shells.
            let detail = String(cString: strerror(code))
            throw failure(code == ENOENT ? 127 : 126, "could not be started (\(shown): \(detail))")
        }
        return child
    }

    /// Its status from waitpid(2); `nil` if that fails.
    private static func end(of child: pid_t) async -> Int32? {
        await BlockingWork.run {
            var status: Int32 = 0
            var found = waitpid(child, &status, 0)
            while found < 0, errno == EINTR { found = waitpid(child, &status, 0) }
            return found == child ? status : nil
        }
    }
}
