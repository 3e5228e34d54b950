import Foundation
internal import Record

/// Reads a whole source, up to the size limit for inputs of its kind: it may be an endless device or pipe.
enum BoundedFile {
    static func read(_ source: InputSource, limit: Int = ListLimit.bytes) throws(InputError) -> [UInt8] {
        let path: String
        switch source {
        case .arguments, .output: return []
        case .standardInput: return try read(descriptor: STDIN_FILENO, of: source, limit: limit)
        case .file(let name): path = name
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(source, errno) }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, of: source, limit: limit)
    }

    private static func read(
        descriptor: Int32, of source: InputSource, limit: Int
    ) throws(InputError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(source, errno)
            }
            bytes += chunk[..<count]
        }
        throw InputError(faults: [InputFault(source, .tooLarge(limit: limit))], omitted: 0)
    }

    private static func unreadable(_ source: InputSource, _ code: Int32) -> InputError {
        let detail = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        return InputError(faults: [InputFault(source, .unreadable(detail))], omitted: 0)
    }
}
