import Gate
import Glibc
import OCI
import Record

/// The real builder of images: our standard output and error, nothing to read, our process group, so that Ctrl-C of a
/// terminal and the interrupt of a job runner reach it by themselves.
struct BuilderProcess {
    /// How it ended, where that is the end of the command too.
    struct Failure: Error {
        /// The status to end with: the builder's own, or 128 and the number of the signal that killed it.
        let status: Int32
        /// What happened.
        let words: String

        var message: String { "blobgate: \(words)" }
    }

    /// A Ctrl-C reaches the builder and this process at once, but Dispatch tells of it a moment later; a builder that ends
    /// well on it would be taken for one that was let work.
    private static let signalDelay = Duration.milliseconds(250)

    private let words: [String]

    init(_ words: [String]) { self.words = words }

    /// Runs it to its end.
    /// - Throws: `Failure` when it did not succeed, or when this process was asked to end meanwhile.
    func run(_ signals: BuildSignals) async throws {
        let child = try start(signals)
        signals.forward(to: child)
        let ended = await Self.end(of: child)
        try? await Task.sleep(for: Self.signalDelay)
        let asked = signals.endOfBuild()
        guard let status = ended else { throw failure(ExitCode.software.rawValue, "ended, and nobody knows how") }
        if status & 0x7f != 0 {
            let number = status & 0x7f
            throw failure(128 + number, "was killed by signal \(number)")
        }
        let code = (status >> 8) & 0xff
        guard code == 0 else { throw failure(code, "failed with exit status \(code)") }
        // It ended well in spite of the interrupt; whoever sent it wants no verification.
        if let asked { throw failure(128 + asked, "ended, and signal \(asked) asked us to end too") }
    }

    private func failure(_ status: Int32, _ what: String) -> Failure {
        Failure(
            status: status,
            words: "the builder \(what); blobgate verified nothing; nothing was deployed")
    }

    private var shown: String { (words.first ?? "").escapedASCII(limit: 200) }

    private func start(_ signals: BuildSignals) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of the runtime block signals, and this process ignores some: a child would inherit both.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var standard = sigset_t()
        sigemptyset(&standard)
        for number in signals.notIgnoredBefore + [SIGPIPE] { sigaddset(&standard, number) }
        posix_spawnattr_setsigdefault(&attributes, &standard)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // Where whoever started us ignores it, the system would not keep the builder's status.
        signal(SIGCHLD, SIG_DFL)
        var arguments = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, words[0], &actions, &attributes, &arguments, environ)
        guard code == 0 else {
            // As shells say it.
            let detail = String(cString: strerror(code))
            throw failure(code == ENOENT ? 127 : 126, "could not be started (\(shown): \(detail))")
        }
        return child
    }

    /// Its status as waitpid(2) gives it; `nil` where the system does not tell.
    private static func end(of child: pid_t) async -> Int32? {
        await BlockingWork.run {
            var status: Int32 = 0
            var found = waitpid(child, &status, 0)
            while found < 0, errno == EINTR { found = waitpid(child, &status, 0) }
            return found == child ? status : nil
        }
    }
}
