import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The identity of a file: after a rename, the same path refers to another file.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
}

/// The ledger as a file: where it may be, who owns it, how it is moved aside.
struct LedgerFile {
    let path: String

    // SQLite interprets a path that starts with `file:` as a URI; an absolute path never does.
    init(_ path: String) {
        self.path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
    }

    /// A file that SQLite can open. Every fault that SQLite would report as "unable to open database file" is detected
    /// and named here.
    static func checked(_ path: String, for use: LedgerUse = .recording) throws(LedgerError) -> LedgerFile {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw LedgerError(.cannotOpen, path: path, reason: "this is not a file name")
        }
        guard path != ":memory:" else {
            throw LedgerError(.cannotOpen, path: path, reason: "a ledger in memory would be lost after the run")
        }
        let file = LedgerFile(path).followingLink()
        if use.creates { try file.makeFolder(file.folder) }
        let exists = access(file.path, F_OK) == 0
        if !exists, !use.creates {
            let number = errno
            throw file.error(number, number == ENOENT ? .missing : .cannotOpen, "it cannot be read")
        }
        if let status = file.status, status.st_mode & S_IFMT != S_IFREG {
            throw LedgerError(.cannotOpen, path: file.path, reason: "this is not a regular file")
        }
        if exists, access(file.path, R_OK) != 0 { throw file.error(errno, .cannotOpen, "it is not readable") }
        if use == .reading { return file }
        if exists, access(file.path, W_OK) != 0 {
            throw file.error(errno, .readOnly, "it is not writable")
        }
        if access(file.folder, W_OK | X_OK) != 0 {
            throw file.error(errno, exists ? .readOnly : .cannotOpen, "the folder \(file.folder) is not writable")
        }
        return file
    }

    var folder: String { Self.folder(of: path) }

    var size: Int64 { status.map { Int64($0.st_size) } ?? 0 }

    var identity: FileIdentity? {
        status.map { FileIdentity(device: UInt64($0.st_dev), inode: UInt64($0.st_ino)) }
    }

    /// Whether this user can change it and create SQLite's companion files next to it.
    var isWritable: Bool { access(path, W_OK) == 0 && access(folder, W_OK | X_OK) == 0 }

    /// Creates an empty file, which SQLite treats as a new database, unless it exists. It gets the group permissions of
    /// its folder, regardless of the umask. SQLite gives its companion files the same permissions.
    ///
    /// - Returns: Whether this call created it.
    func create() throws(LedgerError) -> Bool {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            let number = errno
            throw error(number, number == ENOSPC || number == EDQUOT ? .full : .cannotOpen, "it cannot be created")
        }
        defer { close(descriptor) }
        var own = stat()
        var parent = stat()
        if fstat(descriptor, &own) == 0, stat(folder, &parent) == 0, own.st_gid == parent.st_gid {
            _ = fchmod(descriptor, 0o600 | (parent.st_mode & 0o060))
        }
        return true
    }

    /// Renames the file and SQLite's companion files to names that say they are damaged.
    func setAside(at date: Date) throws(LedgerError) -> String {
        let time = date.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        var target = "\(path).damaged-\(time)"
        var number = 1
        while access(target, F_OK) == 0 {
            number += 1
            target = "\(path).damaged-\(time)-\(number)"
        }
        // The database file goes last: until then, anyone who opens the path still finds the damage, not an empty place
        // next to another ledger's WAL.
        for suffix in ["-wal", "-shm", ""] where rename(path + suffix, target + suffix) != 0 && errno != ENOENT {
            throw error(errno, .damaged, "it cannot be moved aside")
        }
        return target
    }

    /// The system's message for an error number, after what was attempted.
    func error(_ number: Int32, _ code: LedgerError.Code, _ what: String) -> LedgerError {
        LedgerError(code, path: path, reason: "\(what) (\(String(cString: strerror(number))))")
    }

    private var status: stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    /// The target of a symbolic link: SQLite puts its companion files next to it.
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
