internal import Foundation

/// Bytes on disk, in a file of limited size that is gone with its last holder unless it is kept (invariant 6).
///
/// Putting a blob together hashes it many times over; it may be larger than memory.
final class SpoolFile: Sendable {
    /// The most bytes that are put into the temporary directory at a time: 2 GiB, which is a large layer.
    static let mostTemporaryBytes: Int64 = 2 << 30
    /// The part of the free space of the temporary directory's file system that may be used: one in so many. Others
    /// need space there too, and on a tmpfs it is memory.
    static let partOfFreeSpace: Int64 = 4

    private let handle: FileHandle
    private let limit: Int64
    let path: String

    /// How many bytes may be put into the temporary directory now.
    static func temporaryLimit() throws -> Int64 {
        let directory = FileManager.default.temporaryDirectory.path
        let free = try FileManager.default.attributesOfFileSystem(forPath: directory)[.systemFreeSize] as? NSNumber
        return temporaryLimit(free: free?.int64Value ?? 0)
    }

    static func temporaryLimit(free: Int64) -> Int64 { min(mostTemporaryBytes, max(0, free) / partOfFreeSpace) }

    /// Makes a file that nobody else can read, and that never has more bytes than its limit.
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

    /// Writes bytes at an offset; fails where the file would grow beyond its limit.
    func write(_ bytes: [UInt8], at offset: Int64) throws {
        guard offset + Int64(bytes.count) <= limit else {
            throw CocoaError(.fileWriteOutOfSpace, userInfo: [NSFilePathErrorKey: path])
        }
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: bytes)
    }

    /// Reads bytes; fewer than were asked for at the end of the file.
    func read(_ range: Range<Int64>) throws -> [UInt8] {
        try handle.seek(toOffset: UInt64(range.lowerBound))
        return Array(try handle.read(upToCount: range.count) ?? Data())
    }

    /// Cuts the file off.
    func cut(at size: Int64) throws { try handle.truncate(atOffset: UInt64(size)) }

    /// Puts what stands in it in place of whatever stands at `destination`, at once.
    func keep(as destination: String) throws {
        try handle.synchronize()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        guard rename(path, destination) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: destination])
        }
    }
}
