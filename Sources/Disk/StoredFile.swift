internal import Glibc

/// Content on disk: a file, or a part of one. It is opened for each read and streamed until the task is cancelled.
struct StoredFile {
    /// The file to open.
    let path: String
    /// Where the content starts.
    let offset: Int64
    /// The size of the content, in bytes.
    let size: Int64

    private static let window = 1 << 20

    /// The first bytes, at most `count`.
    func head(_ count: Int) throws(DiskFault) -> [UInt8] {
        var bytes: [UInt8] = []
        try stream(limit: min(Int64(count), size)) { bytes += $0 }
        return bytes
    }

    /// Passes on all bytes, one window at a time. Each window is valid only during its call.
    func stream(_ take: (UnsafeRawBufferPointer) -> Void) throws(DiskFault) { try stream(limit: size, take) }

    private func stream(limit: Int64, _ take: (UnsafeRawBufferPointer) -> Void) throws(DiskFault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw DiskFault(reading: errno) }
        defer { close(descriptor) }
        _ = posix_fadvise(descriptor, off_t(offset), off_t(limit), POSIX_FADV_SEQUENTIAL)
        var buffer = [UInt8](repeating: 0, count: Int(min(Int64(Self.window), max(limit, 1))))
        var done: Int64 = 0
        while done < limit {
            guard !Task.isCancelled else { throw DiskFault.cancelled }
            let wanted = Int(min(Int64(buffer.count), limit - done))
            let count = pread(descriptor, &buffer, wanted, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw DiskFault(reading: errno) }
            guard count > 0 else { throw DiskFault("it shrank while being read") }
            buffer.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            done += Int64(count)
        }
    }
}

/// Why a file cannot be used, as a predicate for the file's name.
struct DiskFault: Error, Hashable {
    let detail: String

    static let cancelled = DiskFault("was not read completely")

    init(_ detail: String) { self.detail = detail }

    /// The system's error for a failed read.
    init(reading code: Int32) {
        detail = "cannot be read: \(strerror(code).map { String(cString: $0) } ?? "error \(code)")"
    }
}
