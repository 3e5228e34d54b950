import Foundation
import Glibc
import OCI

/// A file that a report goes to.
struct WrittenFile {
    let path: String

    /// Why a file was not written, in the words of the system.
    struct Unwritten: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }

        init(errorNumber: Int32) { description = String(cString: strerror(errorNumber)) }
    }

    /// Writes a file beside it and renames that, so that whoever reads it sees the old text or the new one, whole.
    ///
    /// Only a regular file is replaced: a link stays and its file is replaced, and a device or a pipe is written into, since
    /// a file in its place would break whoever else uses it.
    func replace(with text: String) throws(Unwritten) { try replace(with: Data(text.utf8)) }

    /// The same for bytes.
    func replace(with bytes: Data) throws(Unwritten) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFDIR else { throw Unwritten(errorNumber: EISDIR) }
            if let stream = Self.stream(of: status) { return try Self.check(Standard.write(bytes, to: stream)) }
            // Without a reader a pipe cannot be written, and waiting for one would hang the gate.
            guard status.st_mode & S_IFMT == S_IFREG else { return try add(bytes, O_NONBLOCK) }
        }
        do {
            try bytes.write(to: URL(fileURLWithPath: target), options: .atomic)
        } catch {
            throw Unwritten(Self.reason(of: error))
        }
    }

    /// Adds to its end, and creates it where it is missing.
    func append(_ text: String) throws(Unwritten) { try add(Data(text.utf8), O_CREAT) }

    /// What is wrong with it as the place of a report, whatever is written.
    var fault: String? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            return ": the folder \(folder.escapedASCII(limit: 200)) does not exist"
        }
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            return " is a folder; name a file"
        }
        return nil
    }

    /// The same file by whatever path it is named: two with one identity overwrite each other.
    var identity: String {
        let place = URL(fileURLWithPath: target).standardizedFileURL
        return place.deletingLastPathComponent().resolvingSymlinksInPath().appending(path: place.lastPathComponent).path
    }

    /// The path of the file itself, where a link leads to it.
    private var target: String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Standard output or standard error, where that is the file.
    private static func stream(of status: stat) -> Int32? {
        [STDOUT_FILENO, STDERR_FILENO].first { descriptor in
            var own = stat()
            return fstat(descriptor, &own) == 0 && own.st_dev == status.st_dev && own.st_ino == status.st_ino
        }
    }

    private func add(_ bytes: Data, _ flags: Int32) throws(Unwritten) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0o644)
        guard descriptor >= 0 else { throw Unwritten(errorNumber: errno) }
        defer { close(descriptor) }
        try Self.check(Standard.write(bytes, to: descriptor))
    }

    private static func check(_ errorNumber: Int32?) throws(Unwritten) {
        if let errorNumber { throw Unwritten(errorNumber: errorNumber) }
    }

    private static func reason(of error: any Error) -> String {
        if let known = error as? POSIXError { return String(cString: strerror(known.code.rawValue)) }
        if let inner = (error as? CocoaError)?.underlying { return reason(of: inner) }
        return "\(error)"
    }

    /// How many bytes it has; 0 where it is missing.
    var size: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    /// What stands in it; `nil` where it is no file that can be read, or is larger.
    func text(limit: Int) -> String? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular, size <= limit else { return nil }
        return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
