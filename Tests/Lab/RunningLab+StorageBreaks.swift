import Foundation
package import Support

/// Damage to the registry's own storage. The original is backed up first, and `healStorage` restores it.
extension RunningLab {
    /// Flips bits of one byte of a stored blob, for every repository that links it.
    package func corruptStorage(_ blob: BuiltBlob, at offset: Int64, mask: UInt8 = 1) throws {
        guard offset >= 0, offset < blob.size else {
            throw LabError("offset \(offset) is outside the \(blob.size) bytes of \(blob)")
        }
        let data = layout.data(of: blob.digest)
        try backUp(data)
        try FileEdit(data).flip(at: offset, mask: mask, expected: originalByte(of: blob, at: offset))
    }

    /// Removes the bytes of a stored blob, for every repository that links it, and from the caches if requested.
    package func removeBlob(_ blob: BuiltBlob, fromCaches: Bool = false) throws {
        let data = layout.data(of: blob.digest)
        try backUp(data)
        try FileManager.default.removeItem(at: data)
        guard fromCaches else { return }
        let copies = images.flatMap(\.blobs).filter { $0.digest == blob.digest }
        for backend in LabBackend.allCases {
            for copy in copies { try evict(copy, on: backend) }
        }
    }

    /// Removes the link from a repository to a blob or manifest; other repositories keep theirs.
    package func removeLink(_ blob: BuiltBlob) throws {
        let link = layout.link(of: blob)
        try backUp(link)
        try FileManager.default.removeItem(at: link)
    }

    /// Removes a tag; its manifest is still available by digest.
    package func removeTag(of image: BuiltImage) throws {
        let link = layout.tagLink(repository: image.repository, tag: image.tag)
        try backUp(link)
        try FileManager.default.removeItem(at: link)
    }

    /// Restores everything that was corrupted in or removed from the storage. Content that backends cached meanwhile stays.
    package func healStorage() throws {
        let files = FileManager.default
        let saved = try files.subpathsOfDirectory(atPath: layout.backup.path)
        for path in saved {
            let copy = layout.backup.appending(path: path)
            guard try copy.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            let original = layout.storage.appending(path: path)
            if files.fileExists(atPath: original.path) { try files.removeItem(at: original) }
            try files.moveItem(at: copy, to: original)
        }
    }

    /// Resets the lab to its initial state: storage intact, everything running, all caches cold.
    package func healAll() async throws {
        try healStorage()
        if isRegistryRunning { try releaseRegistry() }
        try await startRegistry()
        for backend in LabBackend.allCases {
            try await restoreCacheDisk(backend)
            try purge(backend)
            try await startBackend(backend)
        }
    }

    func backUp(_ file: URL) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: file.path) else {
            throw LabError("\(file.path) does not exist: it was already removed or never pushed")
        }
        let prefix = layout.storage.path + "/"
        let copy = layout.backup.appending(path: String(file.path.dropFirst(prefix.count)))
        // A second break of the same file must not overwrite the good copy with a bad one.
        guard !files.fileExists(atPath: copy.path) else { return }
        try files.createDirectory(at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
        try files.copyItem(at: file, to: copy)
    }
}
