import Foundation

/// In-place changes of a file. The inode stays the same, so processes that have it open see them.
struct FileEdit {
    let file: URL

    init(_ file: URL) { self.file = file }

    func read(at offset: Int64, count: Int) throws -> [UInt8] {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        return try read(handle, at: offset, count: count)
    }

    func update(at offset: Int64, count: Int, _ change: (inout [UInt8]) -> Void) throws {
        let handle = try FileHandle(forUpdating: file)
        defer { try? handle.close() }
        var bytes = try read(handle, at: offset, count: count)
        change(&bytes)
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data(bytes))
    }

    /// Flips bits of one byte that still has its original value; flipping twice would heal it.
    func flip(at offset: Int64, mask: UInt8, expected: UInt8) throws {
        guard mask != 0 else { throw LabError("a mask of 0 changes nothing") }
        guard try read(at: offset, count: 1) == [expected] else {
            throw LabError("that byte is already changed: heal it first")
        }
        try update(at: offset, count: 1) { $0[0] ^= mask }
    }

    func truncate(at length: Int64) throws {
        let handle = try FileHandle(forUpdating: file)
        defer { try? handle.close() }
        try handle.truncate(atOffset: UInt64(length))
    }

    private func read(_ handle: FileHandle, at offset: Int64, count: Int) throws -> [UInt8] {
        try handle.seek(toOffset: UInt64(offset))
        let bytes = [UInt8](try handle.read(upToCount: count) ?? Data())
        guard bytes.count == count else {
            throw LabError("\(file.path) has only \(bytes.count) of \(count) bytes from \(offset)")
        }
        return bytes
    }
}
