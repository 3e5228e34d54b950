internal import Foundation
internal import OCI

/// Where a right copy of a blob is saved.
enum SavedCopyPath {
    /// Inside a directory that exists, under the digest; else the path itself.
    static func path(for digest: Digest, at place: String) -> String {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory)
        guard exists, isDirectory.boolValue else { return place }
        return URL(filePath: place).appending(path: "\(digest.algorithm.name)-\(digest.encoded)").path
    }
}
