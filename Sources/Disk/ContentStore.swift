internal import Glibc
internal import Layer

/// Content addressed by path: a folder or an archive.
protocol ContentStore {
    /// The file at a relative path; `nil` where there is none.
    func file(_ path: String) throws(DiskFault) -> StoredFile?
}

/// A folder of files.
struct FolderStore: ContentStore {
    let root: String

    /// Throws if the path is not a folder.
    init(_ path: String) throws(DiskFault) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw DiskFault(reading: errno) }
        guard facts.st_mode & S_IFMT == S_IFDIR else {
            throw DiskFault("is not a folder; for an archive, use --archive")
        }
        root = path
    }

    func file(_ path: String) throws(DiskFault) -> StoredFile? {
        let whole = "\(root)/\(path)"
        var facts = stat()
        guard stat(whole, &facts) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw DiskFault(reading: errno) }
            return nil
        }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw DiskFault("is not a regular file") }
        return StoredFile(path: whole, offset: 0, size: Int64(facts.st_size))
    }
}

/// A tar archive; its headers are read once.
struct ArchiveStore: ContentStore {
    private let path: String
    private let index: TarIndex

    /// Reads the headers. Throws if it is not an uncompressed tar archive.
    init(_ path: String) throws(DiskFault) {
        // Opening a named pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw DiskFault(reading: errno) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw DiskFault(reading: errno) }
        guard facts.st_mode & S_IFMT != S_IFDIR else {
            throw DiskFault("is a folder; for an OCI image layout, use --oci-layout")
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw DiskFault("is not a regular file: an archive needs random access, so a pipe does not work")
        }
        let fetch: (Int64, Int) -> [UInt8]? = { offset, count in
            var bytes = [UInt8](repeating: 0, count: count)
            var done = 0
            while done < count {
                guard !Task.isCancelled else { return nil }
                let read = bytes.withUnsafeMutableBytes { buffer in
                    pread(descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset) + off_t(done))
                }
                if read < 0, errno == EINTR { continue }
                guard read > 0 else { return nil }
                done += read
            }
            return bytes
        }
        let size = Int64(facts.st_size)
        if let compression = Compression(fetch(0, Int(min(size, 6))) ?? []) {
            throw DiskFault(
                "is compressed with \(compression.name); decompress it first, for example with \(compression.command)")
        }
        do {
            index = try TarIndex(size: size, fetch: fetch)
        } catch {
            throw DiskFault("is not a readable tar archive: \(error.reason), at byte \(error.offset)")
        }
        self.path = path
    }

    func file(_ path: String) throws(DiskFault) -> StoredFile? {
        index.file(path).map { StoredFile(path: self.path, offset: $0.offset, size: $0.size) }
    }
}

/// The compression of a file, detected from its first bytes.
struct Compression {
    let name: String
    let command: String
    let format: LayerFormat?

    init?(_ head: [UInt8]) {
        if head.starts(with: [0x1f, 0x8b]) {
            (name, command, format) = ("gzip", "gunzip", .gzip)
        } else if head.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
            (name, command, format) = ("Zstandard", "unzstd", .zstd)
        } else if head.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) {
            (name, command, format) = ("xz", "unxz", nil)
        } else if head.starts(with: [0x42, 0x5a, 0x68]) {
            (name, command, format) = ("bzip2", "bunzip2", nil)
        } else {
            return nil
        }
    }
}
