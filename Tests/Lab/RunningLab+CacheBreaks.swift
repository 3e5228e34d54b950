import Foundation
package import Support

/// Damage to what one backend has cached, at rest and in place, as a disk would do it. What is not cached yet cannot be
/// damaged: that is an error, so that no test passes on bytes that were never broken.
extension RunningLab {
    /// Changes bits of one byte. The answer keeps length, digest header and `ETag` (the case of T390251).
    package func flip(_ blob: BuiltBlob, at offset: Int64, mask: UInt8 = 1, on backend: LabBackend) throws {
        let slice = try cachedSlice(of: blob, at: offset, on: backend)
        try FileEdit(slice.file).flip(
            at: slice.bodyStart + offset - slice.offset, mask: mask, expected: originalByte(of: blob, at: offset))
    }

    /// Overwrites bytes by zeros, over the ends of slices where the length says so.
    package func zero(_ blob: BuiltBlob, at offset: Int64, length: Int64, on backend: LabBackend) throws {
        guard length > 0, offset + length <= blob.size else {
            throw LabError("\(length) bytes from \(offset) are not in the \(blob.size) bytes of \(blob)")
        }
        var slices: [CachedSlice] = []
        for index in (offset / Self.sliceSize)...((offset + length - 1) / Self.sliceSize) {
            slices.append(try cachedSlice(of: blob, at: index * Self.sliceSize, on: backend))
        }
        var changed = false
        for slice in slices {
            let from = max(offset, slice.offset)
            let count = min(offset + length, slice.offset + slice.length) - from
            try FileEdit(slice.file).update(at: slice.bodyStart + from - slice.offset, count: Int(count)) { bytes in
                changed = changed || bytes.contains { $0 != 0 }
                bytes = [UInt8](repeating: 0, count: bytes.count)
            }
        }
        guard changed else { throw LabError("\(length) bytes from \(offset) of \(blob) are zeros already") }
    }

    /// Cuts a slice's file off at an offset of the blob, as a host crash does. nginx then sends the right length's head,
    /// the wrong bytes after the cut, and keeps the connection open for 65 s.
    package func truncate(_ blob: BuiltBlob, at offset: Int64, on backend: LabBackend) throws {
        let slice = try cachedSlice(of: blob, at: offset, on: backend)
        try FileEdit(slice.file).truncate(at: slice.bodyStart + offset - slice.offset)
    }

    /// Puts the bytes of one slice in the place of another one's, of the same blob on the same backend.
    package func replaceSlice(
        of blob: BuiltBlob, at offset: Int64, withSliceAt source: Int64, on backend: LabBackend
    ) throws {
        let from = try cachedSlice(of: blob, at: source, on: backend)
        let to = try cachedSlice(of: blob, at: offset, on: backend)
        let length = min(from.length, to.length)
        let bytes = try FileEdit(from.file).read(at: from.bodyStart, count: Int(length))
        try FileEdit(to.file).update(at: to.bodyStart, count: Int(length)) { $0 = bytes }
    }

    /// Removes a blob's slices from a backend's cache, which heals every damage there: the next GET is a MISS.
    package func evict(_ blob: BuiltBlob, on backend: LabBackend) throws {
        for index in cachedSlices(of: blob, on: backend) {
            try FileManager.default.removeItem(at: cacheFile(of: blob, slice: index, on: backend))
        }
    }

    /// Empties a backend's cache.
    package func purge(_ backend: LabBackend) throws {
        let cache = layout.cache(backend)
        guard let entries = FileManager.default.enumerator(at: cache, includingPropertiesForKeys: [.isRegularFileKey])
        else { throw LabError("cannot read \(cache.path)") }
        for case let file as URL in entries
        where try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
            try FileManager.default.removeItem(at: file)
        }
    }
}
