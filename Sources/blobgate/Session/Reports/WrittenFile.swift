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
    func replace(with bytes: Data) throws(Unwritten) { try replace { take in try take(bytes) } }

    /// The same for text that comes in parts.
    func replace(_ parts: ((Data) throws -> Void) throws -> Void) throws(Unwritten) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFDIR else { throw Unwritten(errorNumber: EISDIR) }
            if let stream = Self.stream(of: status) { return try Self.write(parts, to: stream) }
            // Opening a pipe without a reader would block the gate.
            guard status.st_mode & S_IFMT == S_IFREG else { return try add(parts, O_NONBLOCK) }
            guard !isDatabase else { throw Unwritten("it is a database, such as the ledger; give another file") }
        }
        let target = target
        // In the same folder, so that the rename cannot cross file systems.
        let temporary = "\(target).\(RandomToken.make())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Unwritten(errorNumber: errno) }
        do throws(Unwritten) {
            do throws(Unwritten) { try Self.write(parts, to: descriptor) } catch {
                close(descriptor)
                throw error
            }
            if stat(target, &status) == 0 { fchmod(descriptor, status.st_mode & 0o7777) }
            guard close(descriptor) == 0, rename(temporary, target) == 0 else { throw Unwritten(errorNumber: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Appends to the file; creates it if it is missing.
    func append(_ text: String) throws(Unwritten) { try add({ take in try take(Data(text.utf8)) }, O_CREAT) }

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

    /// Whether it is an SQLite database. No report replaces one: the ledger would be lost, and its WAL would belong to nothing.
    private var isDatabase: Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        let magic = Data("SQLite format 3\0".utf8)
        return (try? handle.read(upToCount: magic.count)) == magic
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

    /// Whether it is standard output or standard error, and someone may read them.
    var isStandardStream: Bool {
        var status = stat()
        guard stat(path, &status) == 0, let stream = Self.stream(of: status) else { return false }
        return status.st_mode & S_IFMT != S_IFCHR || isatty(stream) == 1
    }

    private func add(_ parts: ((Data) throws -> Void) throws -> Void, _ flags: Int32) throws(Unwritten) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0o644)
        guard descriptor >= 0 else { throw Unwritten(errorNumber: errno) }
        defer { close(descriptor) }
        try Self.write(parts, to: descriptor)
    }

    private static func write(
        _ parts: ((Data) throws -> Void) throws -> Void, to descriptor: Int32
    ) throws(Unwritten) {
        do {
            try parts { part in
                if let errorNumber = Standard.write(part, to: descriptor) { throw Unwritten(errorNumber: errorNumber) }
            }
        } catch let error as Unwritten {
            throw error
        } catch {
            throw Unwritten("\(error)")
        }
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
