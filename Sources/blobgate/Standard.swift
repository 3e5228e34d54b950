import Foundation
import Glibc
import Synchronization

/// Unbuffered writes to standard output and standard error. Text is printed as ASCII, whatever its parts come from.
enum Standard {
    static func output(_ text: String) { output(Data(ascii(text).utf8)) }

    /// Prints a finished report, which is ASCII already and may be colored.
    static func output(report: String) { output(Data(report.utf8)) }

    static func output(_ data: Data) {
        // A reader that closed the pipe has read all it wanted.
        guard let error = write(data, to: STDOUT_FILENO) else { return }
        lost.store(true, ordering: .relaxed)
        guard error != EPIPE else { return }
        fault.withLock { $0 = $0 ?? error }
    }

    static func error(_ text: String) {
        write(LogForm.current == .json ? EventLog.line(.message(text)) : ascii(text), to: STDERR_FILENO)
    }

    /// Prints a finished report, which is ASCII already and may be colored.
    static func error(report: String) {
        write(LogForm.current == .json ? EventLog.line(.message(report)) : report, to: STDERR_FILENO)
    }

    /// Writes lines of the structured log.
    static func error(lines: String) { write(lines, to: STDERR_FILENO) }

    /// Escapes everything except printable ASCII and line feeds.
    static func ascii(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x0A }) else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { ProgressText.line(String($0)) }
            .joined(separator: "\n")
    }

    /// Writes the whole text.
    /// - Returns: The `errno` of a failed write, or `nil`.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Int32? { write(Data(text.utf8), to: descriptor) }

    /// Writes all bytes.
    /// - Returns: The `errno` of a failed write, or `nil`.
    static func write(_ data: Data, to descriptor: Int32) -> Int32? {
        var bytes = Array(data)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                bytes = bytes.dropFirst(written)
            } else if written < 0, errno == EAGAIN {
                // The other end made the pipe non-blocking, and it is full right now.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
            } else if written == 0 || errno != EINTR {
                return written == 0 ? EIO : errno
            }
        }
        return nil
    }

    /// The `errno` of the first failed write to standard output, other than EPIPE.
    static var unwritten: Int32? { fault.withLock { $0 } }

    /// Whether standard output was closed, or did not take everything: whoever reads it may not have seen the end.
    static var isOutputLost: Bool { lost.load(ordering: .relaxed) }

    private static let fault = Mutex<Int32?>(nil)
    private static let lost = Atomic<Bool>(false)

    /// Opens /dev/null on closed standard descriptors. Otherwise the next file or connection would get their numbers, and
    /// reports and progress would be written into it.
    static func fillClosed() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
            if descriptor == STDOUT_FILENO { lost.store(true, ordering: .relaxed) }
        }
    }
}
