internal import Files
import Foundation
internal import Record

/// Reads a whole source, up to the size limit for inputs of its kind: a pipe may be endless.
enum BoundedFile {
    static func read(_ source: InputSource, limit: Int = ListLimit.bytes) throws(InputError) -> [UInt8] {
        do throws(RegularFile.Fault) {
            switch source {
            case .arguments, .output: return []
            case .standardInput: return try RegularFile.bytes(from: STDIN_FILENO, limit: limit)
            case .file(let path): return try RegularFile.bytes(of: path, limit: limit)
            }
        } catch {
            throw InputError(faults: [InputFault(source, reason(error, limit))], omitted: 0)
        }
    }

    private static func reason(_ fault: RegularFile.Fault, _ limit: Int) -> InputFault.Reason {
        switch fault {
        case .system(let code): .unreadable(String(cString: strerror(code)))
        case .notRegular: .unreadable("it \(fault.words)")
        case .tooLarge: .tooLarge(limit: limit)
        }
    }
}
