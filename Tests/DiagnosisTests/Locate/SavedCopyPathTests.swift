import Foundation
import OCI
import Testing

@testable import Diagnosis

/// What is found where a copy would be saved.
struct SavedCopyPathTests {
    /// A pipe that no one writes to, and a link to it, are not opened.
    @Test func aNamedPipeIsSomethingElse() throws {
        let folder = NSTemporaryDirectory() + "blobgate-saved-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let digest = try Digest(parsing: "sha256:" + String(repeating: "0", count: 64))
        let path = SavedCopyPath.path(for: digest, at: folder)
        #expect(SavedCopyPath.occupant(of: path, for: digest) == .nothing)
        #expect(mkfifo(path, 0o600) == 0)
        #expect(symlink(path, folder + "/link") == 0)
        #expect(SavedCopyPath.occupant(of: path, for: digest) == .other)
        #expect(SavedCopyPath.occupant(of: folder + "/link", for: digest) == .other)
        #expect(SavedCopyPath.holdsOther(than: digest, at: folder))
    }
}
