internal import Files
internal import Foundation
package import OCI
internal import Registry
internal import Transfer

/// The path that a right copy of a blob is saved to.
package enum SavedCopyPath {
    /// What exists at the path before saving.
    enum Occupant: Equatable {
        case nothing
        /// A file with the right bytes.
        case same
        /// Anything else, which is left unchanged.
        case other
    }

    /// Whether other content already exists where the copy would be saved. `place` is a file or an existing directory.
    package static func holdsOther(than digest: Digest, at place: String) -> Bool {
        occupant(of: path(for: digest, at: place), for: digest) == .other
    }

    /// A file named after the digest in an existing directory; otherwise the path itself.
    static func path(for digest: Digest, at place: String) -> String {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory)
        guard exists, isDirectory.boolValue else { return place }
        return URL(filePath: place).appending(path: "\(digest.algorithm.name)-\(digest.encoded)").path
    }

    static func occupant(of path: String, for digest: Digest) -> Occupant {
        guard (try? FileManager.default.attributesOfItem(atPath: path)) != nil else { return .nothing }
        // Opening a named pipe would wait for its writer.
        guard RegularFile.exists(path), let function = digest.algorithm.function,
            let file = FileHandle(forReadingAtPath: path)
        else { return .other }
        defer { try? file.close() }
        var hash = StreamingHash(function)
        do {
            while !Task.isCancelled, let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
                piece.withUnsafeBytes { hash.update($0) }
            }
        } catch { return .other }
        return Digest(digest.algorithm, hash: hash.value) == digest ? .same : .other
    }
}
