import Foundation
import Glibc
import OCI

/// A report file.
struct WrittenFile {
    let path: String

    /// Why a file was not written: the system's error message.
    struct Unwritten: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }

        init(errorNumber: Int32) { description = String(cString: strerror(errorNumber)) }
    }

    /// Replaces the file atomically with a temporary file and a rename: readers see either the old text or the new one.
    ///
    /// Only regular files are replaced. For a symbolic link, its target is replaced. Devices and pipes are written to, since
    /// replacing them would break other users.
    func replace(with text: String) throws(Unwritten) { try replace(with: Data(text.utf8)) }

    /// The same for bytes.
    func replace(with bytes: Data) throws(Unwritten) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFDIR else { throw Unwritten(errorNumber: EISDIR) }
            if let stream = Self.stream(of: status) { return try Self.check(Standard.write(bytes, to: stream)) }
            // Opening a pipe without a reader would block the gate.
            guard status.st_mode & S_IFMT == S_IFREG else { return try add(bytes, O_NONBLOCK) }
        }
        do {
            try bytes.write(to: URL(fileURLWithPath: target), options: .atomic)
        } catch {
            throw Unwritten(Self.reason(of: error))
        }
    }

    /// Appends to the file; creates it if it is missing.
    func append(_ text: String) throws(Unwritten) { try add(Data(text.utf8), O_CREAT) }

    /// Why no report can be written to this path, if that is known in advance.
    var fault: String? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            return ": the folder \(folder.escapedASCII(limit: 200)) does not exist"
        }
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            return " is a folder; give a file"
        }
        return nil
    }

    /// Identifies the file regardless of its path: files with the same identity overwrite each other.
    var identity: String {
        let place = URL(fileURLWithPath: target).standardizedFileURL
        return place.deletingLastPathComponent().resolvingSymlinksInPath().appending(path: place.lastPathComponent).path
    }

    /// The path of the file, with symbolic links resolved.
    private var target: String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// The descriptor of standard output or standard error, if that is the file.
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

    /// Its size in bytes; 0 if it is missing.
    var size: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    /// Its content; `nil` if it is not a readable regular file, or is larger than the limit.
    func text(limit: Int) -> String? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular, size <= limit else { return nil }
        return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
