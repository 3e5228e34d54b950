import Foundation
package import Support

/// Damage to the cache of one backend, on disk and in place, as a faulty disk would cause it. Damaging content that is not
/// cached is an error, so that no test passes on intact bytes.
extension RunningLab {
    /// Flips bits of one byte. The reply keeps its length, digest header and `ETag` (the case of T390251).
    package func flip(_ blob: BuiltBlob, at offset: Int64, mask: UInt8 = 1, on backend: LabBackend) throws {
        let slice = try cachedSlice(of: blob, at: offset, on: backend)
        try FileEdit(slice.file).flip(
            at: slice.bodyStart + offset - slice.offset, mask: mask, expected: originalByte(of: blob, at: offset))
    }

    /// Overwrites bytes with zeros, across slices if the length requires it.
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
        guard changed else { throw LabError("\(length) bytes from \(offset) of \(blob) are already zeros") }
    }

    /// Truncates a slice's file at an offset of the blob, as a host crash does. nginx then sends a header with the right
    /// length, wrong bytes after the cut, and keeps the connection open for 65 s.
    package func truncate(_ blob: BuiltBlob, at offset: Int64, on backend: LabBackend) throws {
        let slice = try cachedSlice(of: blob, at: offset, on: backend)
        try FileEdit(slice.file).truncate(at: slice.bodyStart + offset - slice.offset)
    }

    /// Replaces the bytes of one slice with those of another slice of the same blob on the same backend.
    package func replaceSlice(
        of blob: BuiltBlob, at offset: Int64, withSliceAt source: Int64, on backend: LabBackend
    ) throws {
        let from = try cachedSlice(of: blob, at: source, on: backend)
        let to = try cachedSlice(of: blob, at: offset, on: backend)
        let length = min(from.length, to.length)
        let bytes = try FileEdit(from.file).read(at: from.bodyStart, count: Int(length))
        try FileEdit(to.file).update(at: to.bodyStart, count: Int(length)) { $0 = bytes }
    }

    /// Removes a blob's slices from a backend's cache, which heals all damage there: the next GET is a MISS.
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
