internal import Foundation
package import OCI
internal import Registry
internal import Transfer

/// Where a right copy of a blob is saved.
package enum SavedCopyPath {
    /// What stands at a path before anything is saved there.
    enum Occupant: Equatable {
        case nothing
        /// A file with the right bytes.
        case same
        /// Anything else: it is not touched.
        case other
    }

    /// Whether something else than this content stands where it would be saved: `place` is a file, or a directory that
    /// exists.
    package static func holdsOther(than digest: Digest, at place: String) -> Bool {
        occupant(of: path(for: digest, at: place), for: digest) == .other
    }

    /// Inside a directory that exists, under the digest; else the path itself.
    static func path(for digest: Digest, at place: String) -> String {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory)
        guard exists, isDirectory.boolValue else { return place }
        return URL(filePath: place).appending(path: "\(digest.algorithm.name)-\(digest.encoded)").path
    }

    static func occupant(of path: String, for digest: Digest) -> Occupant {
        guard (try? FileManager.default.attributesOfItem(atPath: path)) != nil else { return .nothing }
        guard let function = digest.algorithm.function, let file = FileHandle(forReadingAtPath: path) else {
            return .other
        }
        defer { try? file.close() }
        var hash = StreamingHash(function)
        do {
            while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
                piece.withUnsafeBytes { hash.update($0) }
            }
        } catch { return .other }
        return Digest(digest.algorithm, hash: hash.value) == digest ? .same : .other
    }
}
