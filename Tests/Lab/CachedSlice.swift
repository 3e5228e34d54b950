package import Foundation
package import Support

/// One slice of a blob in a backend's cache: nginx's header, then the bytes.
package struct CachedSlice: Sendable {
    /// The cache file.
    package let file: URL
    /// The index of the slice in the blob, from 0.
    package let index: Int64
    /// The offset of its bytes in the blob.
    package let offset: Int64
    /// The number of bytes of the blob in it.
    package let length: Int64
    /// The offset of its bytes in the file.
    package let bodyStart: Int64
}

extension RunningLab {
    /// The cache file of a slice on a backend, whether or not it exists.
    ///
    /// nginx names the file by the MD5 of the key `$uri$slice_range`, with the range of the last slice not clipped to the blob,
    /// in the directories that `levels=1:2` takes from the end of the name.
    package func cacheFile(of blob: BuiltBlob, slice index: Int64, on backend: LabBackend) -> URL {
        let start = index * Self.sliceSize
        let name = md5Hex("\(blob.uri)bytes=\(start)-\(start + Self.sliceSize - 1)")
        let last = name.suffix(1)
        let beforeLast = name.dropLast().suffix(2)
        return layout.cache(backend).appending(path: "\(last)/\(beforeLast)/\(name)")
    }

    /// The number of slices that a blob is cached in.
    package func sliceCount(of blob: BuiltBlob) -> Int64 { max(1, (blob.size + Self.sliceSize - 1) / Self.sliceSize) }

    /// The cached slice that contains an offset of a blob; an error if that slice is not cached.
    package func cachedSlice(of blob: BuiltBlob, at offset: Int64, on backend: LabBackend) throws -> CachedSlice {
        guard offset >= 0, offset < blob.size else {
            throw LabError("offset \(offset) is outside the \(blob.size) bytes of \(blob)")
        }
        let index = offset / Self.sliceSize
        let start = index * Self.sliceSize
        let length = min(Self.sliceSize, blob.size - start)
        let file = cacheFile(of: blob, slice: index, on: backend)
        guard let size = try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int64 else {
            throw LabError("slice \(index) of \(blob) is not cached on \(backend): pull it from there first")
        }
        guard size > length else {
            throw LabError("slice \(index) of \(blob) on \(backend) is already truncated: heal it first")
        }
        return CachedSlice(file: file, index: index, offset: start, length: length, bodyStart: size - length)
    }

    /// The indexes of a blob's slices that a backend has cached.
    package func cachedSlices(of blob: BuiltBlob, on backend: LabBackend) -> [Int64] {
        (0..<sliceCount(of: blob)).filter { index in
            (try? FileManager.default.attributesOfItem(
                atPath: cacheFile(of: blob, slice: index, on: backend).path)) != nil
        }
    }
}
