import Foundation
internal import Record

/// Reads a whole source, up to the size limit for inputs of its kind: a pipe may be endless.
enum BoundedFile {
    static func read(_ source: InputSource, limit: Int = ListLimit.bytes) throws(InputError) -> [UInt8] {
        let path: String
        switch source {
        case .arguments, .output: return []
        case .standardInput: return try read(descriptor: STDIN_FILENO, of: source, limit: limit)
        case .file(let name): path = name
        }
        let descriptor: Int32
        do throws(InputDescriptor.Fault) {
            descriptor = try InputDescriptor.opened(path)
        } catch {
            throw unreadable(source, error)
        }
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
                throw unreadable(source, InputDescriptor.Fault(code: errno))
            }
            bytes += chunk[..<count]
        }
        throw InputError(faults: [InputFault(source, .tooLarge(limit: limit))], omitted: 0)
    }

    private static func unreadable(_ source: InputSource, _ fault: InputDescriptor.Fault) -> InputError {
        InputError(faults: [InputFault(source, .unreadable(fault.detail))], omitted: 0)
    }
}
