internal import Foundation

/// A temporary file of limited size, deleted with its last reference unless it is kept (invariant 6).
///
/// Composing a blob hashes it many times, and it may be larger than memory.
final class SpoolFile: Sendable {
    /// The most bytes in the temporary directory at a time: 2 GiB, the size of a large layer.
    static let mostTemporaryBytes: Int64 = 2 << 30
    /// The divisor for the free space of the temporary directory: one part in this many may be used. Other programs need space
    /// there too, and on a tmpfs it is memory.
    static let partOfFreeSpace: Int64 = 4

    private let handle: FileHandle
    private let limit: Int64
    let path: String

    /// The number of bytes that may be written to the temporary directory now.
    static func temporaryLimit() throws -> Int64 {
        let directory = FileManager.default.temporaryDirectory.path
        let free = try FileManager.default.attributesOfFileSystem(forPath: directory)[.systemFreeSize] as? NSNumber
        return temporaryLimit(free: free?.int64Value ?? 0)
    }

    static func temporaryLimit(free: Int64) -> Int64 { min(mostTemporaryBytes, max(0, free) / partOfFreeSpace) }

    /// Creates a private file that never exceeds its limit.
    init(in directory: URL = FileManager.default.temporaryDirectory, limit: Int64) throws {
        self.limit = limit
        let file = directory.appending(path: "blobgate-\(UUID().uuidString).part")
        guard
            FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file.path]) }
        handle = try FileHandle(forUpdating: file)
        path = file.path
    }

    deinit {
        try? handle.close()
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes bytes at an offset; fails if the file would exceed its limit.
    func write(_ bytes: [UInt8], at offset: Int64) throws {
        guard offset + Int64(bytes.count) <= limit else {
            throw CocoaError(.fileWriteOutOfSpace, userInfo: [NSFilePathErrorKey: path])
        }
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: bytes)
    }

    /// Reads bytes; fewer than requested at the end of the file.
    func read(_ range: Range<Int64>) throws -> [UInt8] {
        try handle.seek(toOffset: UInt64(range.lowerBound))
        return Array(try handle.read(upToCount: range.count) ?? Data())
    }

    /// Truncates the file.
    func cut(at size: Int64) throws { try handle.truncate(atOffset: UInt64(size)) }

    /// Atomically replaces the file at `destination` with this one.
    func keep(as destination: String) throws {
        try handle.synchronize()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        guard rename(path, destination) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: destination])
        }
    }
}
