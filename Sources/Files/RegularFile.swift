internal import Foundation

/// Reads files that a user names. A named pipe or a device must not block the gate: neither need ever have an end.
///
/// A pipe without a name is read: a shell has started the program that writes it, as in `--authfile <(program)`.
package enum RegularFile {
    package enum Fault: Error, Hashable, Sendable {
        /// The system's error number.
        case system(Int32)
        /// It is a named pipe, a device or a socket.
        case notRegular
        /// Its size, if it is known, exceeds this limit.
        case tooLarge(bytes: Int64?, limit: Int)

        /// A predicate for the file's name.
        package var words: String {
            switch self {
            case .system: "cannot be read"
            case .notRegular: "is not a regular file"
            case .tooLarge(let bytes?, let limit): "has \(bytes) bytes; the limit is \(limit) bytes"
            case .tooLarge(nil, let limit): "has more than the limit of \(limit) bytes"
            }
        }
    }

    /// The content of a file up to a size limit.
    package static func bytes(of path: String, limit: Int) throws(Fault) -> [UInt8] {
        let (descriptor, size) = try opened(path)
        defer { close(descriptor) }
        if size > limit { throw .tooLarge(bytes: size, limit: limit) }
        return try bytes(from: descriptor, limit: limit)
    }

    /// The content of an open file, such as standard input, up to a size limit.
    package static func bytes(from descriptor: Int32, limit: Int) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(errno)
            }
            bytes += chunk[..<count]
        }
        throw .tooLarge(bytes: nil, limit: limit)
    }

    /// Why a file cannot be read; `nil` if it can.
    package static func fault(of path: String) -> Fault? {
        do throws(Fault) {
            close(try opened(path).descriptor)
            return nil
        } catch {
            return error
        }
    }

    /// Whether the path leads to a regular file.
    package static func exists(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
    }

    private static func opened(_ path: String) throws(Fault) -> (descriptor: Int32, size: Int64) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw .system(errno) }
        // Opening alone can have an effect on a device.
        guard [S_IFREG, S_IFIFO, S_IFDIR].contains(facts.st_mode & S_IFMT) else { throw .notRegular }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(errno) }
        guard fstat(descriptor, &facts) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(code)
        }
        switch facts.st_mode & S_IFMT {
        case S_IFREG: return (descriptor, Int64(facts.st_size))
        case S_IFIFO where isUnnamed(descriptor):
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
            return (descriptor, 0)
        case S_IFDIR:
            close(descriptor)
            throw .system(EISDIR)
        default:
            close(descriptor)
            throw .notRegular
        }
    }

    /// Linux shows a pipe without a name as `pipe:[NUMBER]`, any other file by its path.
    private static func isUnnamed(_ descriptor: Int32) -> Bool {
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
        return target?.hasPrefix("pipe:") == true
    }
}
