import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which file a path names: the same path names another file after a rename.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
}

/// The ledger as a file among files: where it may be, whose it is, how it is moved away.
struct LedgerFile {
    let path: String

    // SQLite reads a path that begins with `file:` as a URI; an absolute one never does.
    init(_ path: String) {
        self.path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
    }

    /// A file that SQLite can be asked to open: each fault that it would call "unable to open database file" is found
    /// here and named.
    static func checked(_ path: String) throws(LedgerError) -> LedgerFile {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw LedgerError(.cannotOpen, path: path, reason: "this is not the name of a file")
        }
        let file = LedgerFile(path).followingLink()
        try file.makeFolder(file.folder)
        let exists = access(file.path, F_OK) == 0
        if let status = file.status, status.st_mode & S_IFMT != S_IFREG {
            throw LedgerError(.cannotOpen, path: file.path, reason: "this is not a regular file")
        }
        if exists, access(file.path, R_OK) != 0 { throw file.error(errno, .cannotOpen, "it cannot be read") }
        if exists, access(file.path, W_OK) != 0 {
            throw file.error(errno, .readOnly, "it cannot be opened for writing")
        }
        if access(file.folder, W_OK | X_OK) != 0 {
            throw file.error(errno, exists ? .readOnly : .cannotOpen, "the folder \(file.folder) cannot be written")
        }
        return file
    }

    var folder: String { Self.folder(of: path) }

    var size: Int64 { status.map { Int64($0.st_size) } ?? 0 }

    var identity: FileIdentity? {
        status.map { FileIdentity(device: UInt64($0.st_dev), inode: UInt64($0.st_ino)) }
    }

    /// Whether it is a text, which no ledger becomes by any damage: another file was named by mistake.
    var isText: Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        guard let start = try? handle.read(upToCount: 512), !start.isEmpty else { return false }
        // The header of SQLite has bytes of 0, and so has whatever a disk loses.
        let isWhole = start.allSatisfy { $0 >= 0x20 && $0 != 0x7f || (0x09...0x0d).contains($0) }
        return isWhole && start.contains(0x0a)
    }

    /// Creates an empty file, which SQLite takes for a new database, unless there is one. It is the group's as far as
    /// its folder is, whatever the umask; SQLite gives the files beside it the same permissions.
    func create() throws(LedgerError) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            let number = errno
            throw error(number, number == ENOSPC || number == EDQUOT ? .full : .cannotOpen, "it cannot be created")
        }
        defer { close(descriptor) }
        var own = stat()
        var parent = stat()
        guard fstat(descriptor, &own) == 0, stat(folder, &parent) == 0, own.st_gid == parent.st_gid else { return }
        _ = fchmod(descriptor, 0o600 | (parent.st_mode & 0o060))
    }

    /// Moves the file and SQLite's files beside it to a name that tells what they are.
    func setAside(at date: Date) throws(LedgerError) -> String {
        let time = date.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        var target = "\(path).damaged-\(time)"
        var number = 1
        while access(target, F_OK) == 0 {
            number += 1
            target = "\(path).damaged-\(time)-\(number)"
        }
        // The file itself goes last: until then, whoever opens the path still meets the damage, not an empty place that
        // another ledger's log lies beside.
        for suffix in ["-wal", "-shm", ""] where rename(path + suffix, target + suffix) != 0 && errno != ENOENT {
            throw error(errno, .damaged, "it cannot be moved aside")
        }
        return target
    }

    /// The system's words for an error number, after what was tried.
    func error(_ number: Int32, _ code: LedgerError.Code, _ what: String) -> LedgerError {
        LedgerError(code, path: path, reason: "\(what) (\(String(cString: strerror(number))))")
    }

    private var status: stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    /// The file that a symbolic link names: SQLite keeps its other files beside that one.
    private func followingLink() -> LedgerFile {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let target = realpath(path, nil) else {
            return self
        }
        defer { free(target) }
        return LedgerFile(String(cString: target))
    }

    private func makeFolder(_ folder: String) throws(LedgerError) {
        var status = stat()
        if stat(folder, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw error(ENOTDIR, .cannotOpen, "\(folder) is not a folder")
            }
            return
        }
        let parent = Self.folder(of: folder)
        if errno == ENOENT, parent != folder { try makeFolder(parent) }
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw error(errno, .cannotOpen, "the folder \(folder) cannot be created")
        }
    }

    private static func folder(of path: String) -> String {
        let parent = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
        return parent.isEmpty ? "/" : String(parent)
    }
}
