internal import Foundation

/// Bytes on disk, in a file that is gone with its last holder unless it is kept.
///
/// Putting a blob together hashes it many times over; it may be larger than memory.
final class SpoolFile: Sendable {
    private let handle: FileHandle
    let path: String

    /// Makes a file that nobody else can read.
    init(in directory: URL = FileManager.default.temporaryDirectory) throws {
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

    /// Writes bytes at an offset.
    func write(_ bytes: [UInt8], at offset: Int64) throws {
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
