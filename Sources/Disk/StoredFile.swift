internal import Glibc

/// Content on disk: a file, or a part of one. It is opened for each reading, and streamed until its task is cancelled.
struct StoredFile {
    /// The file that is opened.
    let path: String
    /// Where the content begins in it.
    let offset: Int64
    /// The bytes of the content.
    let size: Int64

    private static let window = 1 << 20

    /// The first bytes, at most this many.
    func head(_ count: Int) throws(DiskFault) -> [UInt8] {
        var bytes: [UInt8] = []
        try stream(limit: min(Int64(count), size)) { bytes += $0 }
        return bytes
    }

    /// Hands all bytes over, a window at a time; each is valid only during its call.
    func stream(_ take: (UnsafeRawBufferPointer) -> Void) throws(DiskFault) { try stream(limit: size, take) }

    private func stream(limit: Int64, _ take: (UnsafeRawBufferPointer) -> Void) throws(DiskFault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
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
            guard count > 0 else { throw DiskFault("it became shorter while it was read") }
            buffer.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            done += Int64(count)
        }
    }
}

/// Why something on disk cannot be used, in words that follow the name of the file.
struct DiskFault: Error, Hashable {
    let detail: String

    static let cancelled = DiskFault("was not read to its end")

    init(_ detail: String) { self.detail = detail }

    /// What the system says of a failed read.
    init(reading code: Int32) {
        detail = "cannot be read: \(strerror(code).map { String(cString: $0) } ?? "error \(code)")"
    }
}
