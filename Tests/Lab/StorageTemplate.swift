import Foundation
import Support

/// What a registry has in its storage after a set of images was pushed, kept beside the set: of the labs of a test run each
/// begins with it, and one of them had to push.
struct StorageTemplate {
    /// Goes up when the same images leave other files.
    private static let version = 1

    private let directory: URL
    private let copy: Program

    init(of images: BuiltImages) throws {
        directory = images.directory.appending(path: "storage-\(Self.version)")
        copy = try Program("cp")
    }

    /// Fills a storage whose registry has not begun; `false` where no template is kept.
    func fill(_ storage: URL) async throws -> Bool {
        guard FileManager.default.fileExists(atPath: directory.path) else { return false }
        // A copy and no links: labs damage what they have in place.
        try await copy.run(["-R", "--reflink=auto", directory.path + "/.", storage.path])
        return true
    }

    /// Keeps what a registry stored; another lab may have been first.
    func keep(_ storage: URL) async throws {
        let scratch = directory.deletingLastPathComponent().appending(path: ".storage-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        try await copy.run(["-R", "--reflink=auto", storage.path, scratch.path])
        try? FileManager.default.moveItem(at: scratch, to: directory)
    }
}
