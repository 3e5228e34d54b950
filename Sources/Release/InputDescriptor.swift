import Foundation

/// Opens input files without waiting. A named pipe or a device must not block the gate: neither need ever have an end.
///
/// A pipe without a name is read: a shell has started the program that writes it, as in `--from <(program)`.
enum InputDescriptor {
    struct Fault: Error {
        /// Follows "cannot be read: ".
        let detail: String

        init(_ detail: String) { self.detail = detail }

        init(code: Int32) { detail = strerror(code).map { String(cString: $0) } ?? "error \(code)" }
    }

    static func opened(_ path: String) throws(Fault) -> Int32 {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw Fault(code: errno) }
        // Opening alone can have an effect on a device.
        guard [S_IFREG, S_IFIFO, S_IFDIR].contains(facts.st_mode & S_IFMT) else { throw notRegular }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Fault(code: errno) }
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT != S_IFIFO || isUnnamed(descriptor) else {
            close(descriptor)
            throw notRegular
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        return descriptor
    }

    private static let notRegular = Fault("it is not a regular file")

    /// Linux shows a pipe without a name as `pipe:[NUMBER]`, any other file by its path.
    private static func isUnnamed(_ descriptor: Int32) -> Bool {
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
        return target?.hasPrefix("pipe:") == true
    }
}
