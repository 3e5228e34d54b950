import Dispatch
import Glibc
import Synchronization

/// Copies the output of a program, with every byte above 0x7F as `\xNN`.
///
/// scap reads the log of a build as UTF-8. A single invalid byte ends the deploy, and the log with its report is never shown.
final class EscapedOutput: Sendable {
    /// How long to wait for output, in milliseconds, after the program ended. A daemon that it started may keep the pipe open.
    private static let patience: Int32 = 2000

    /// The ends that the program writes to, one for each of its outputs. The parent closes them once it has started.
    let writing: (output: Int32, error: Int32)
    private let pipes: [(from: Int32, to: Int32)]
    private let hasEnded = Mutex(false)
    /// The number of copies that have not ended.
    private let unfinished: Mutex<Int>

    /// Returns `nil` if no pipe can be created. Both outputs share one pipe if they are the same file, so that their lines stay in
    /// order.
    init?(output: Int32 = STDOUT_FILENO, error: Int32 = STDERR_FILENO) {
        guard let first = Self.pipe() else { return nil }
        guard !Self.isSameFile(output, error) else {
            writing = (first.write, first.write)
            pipes = [(first.read, output)]
            unfinished = Mutex(1)
            return
        }
        guard let second = Self.pipe() else {
            close(first.read)
            close(first.write)
            return nil
        }
        writing = (first.write, second.write)
        pipes = [(first.read, output), (second.read, error)]
        unfinished = Mutex(2)
    }

    /// Starts to copy, once the program has the writing ends.
    func start() {
        close(writing.output)
        if writing.error != writing.output { close(writing.error) }
        for pipe in pipes {
            DispatchQueue.global().async { [self] in
                copy(from: pipe.from, to: pipe.to)
                close(pipe.from)
                unfinished.withLock { $0 -= 1 }
            }
        }
    }

    /// Waits until everything is written, after the program has ended.
    func finish() async {
        hasEnded.withLock { $0 = true }
        while unfinished.withLock({ $0 > 0 }) { try? await Task.sleep(for: .milliseconds(5)) }
    }

    /// The text with every byte above 0x7F escaped.
    static func escaped(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else {
                text += [0x5C, 0x78, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return text
    }

    private func copy(from source: Int32, to target: Int32) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var waited: Int32 = 0
        while true {
            var ready = pollfd(fd: source, events: Int16(POLLIN), revents: 0)
            let step: Int32 = 50
            let found = poll(&ready, 1, step)
            if found == 0 {
                // A running program may be silent for any time.
                guard hasEnded.withLock({ $0 }) else { continue }
                waited += step
                if waited >= Self.patience { return }
                continue
            }
            if found < 0, errno == EINTR { continue }
            let count = read(source, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            waited = 0
            write(Self.escaped(buffer.prefix(count)), to: target)
        }
    }

    private func write(_ bytes: [UInt8], to target: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(target, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // The reader has gone. The program must not block on a full pipe.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { return nil }
        // The builder gets copies of the writing ends. If it inherited these too, reading would never end.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func isSameFile(_ one: Int32, _ other: Int32) -> Bool {
        var (first, second) = (stat(), stat())
        guard fstat(one, &first) == 0, fstat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
