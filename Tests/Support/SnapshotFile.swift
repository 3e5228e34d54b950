import Foundation

/// A text that a test compares byte by byte with its last reviewed version.
///
/// With `BLOBGATE_RECORD_SNAPSHOTS=1` in the environment the file is rewritten, and the test fails to say so.
package struct SnapshotFile: Sendable {
    private let file: URL

    /// The file `Snapshots/NAME.txt` next to a test's source.
    package init(_ name: String, besides source: String) {
        file = URL(filePath: source).deletingLastPathComponent().appending(path: "Snapshots/\(name).txt")
    }

    /// The complaint about a text, in one or three lines; `nil` if it is unchanged.
    package func complaint(about text: String) throws -> String? {
        let name = file.lastPathComponent
        if ProcessInfo.processInfo.environment["BLOBGATE_RECORD_SNAPSHOTS"] == "1" {
            try Data(text.utf8).write(to: file)
            return "recorded \(name): review it, then run without BLOBGATE_RECORD_SNAPSHOTS"
        }
        guard let data = try? Data(contentsOf: file) else { return "\(name) differs: there is no such file" }
        guard data != Data(text.utf8) else { return nil }
        let kept = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let now = text.split(separator: "\n", omittingEmptySubsequences: false)
        let differing = zip(now, kept).enumerated().first { $0.element.0 != $0.element.1 }
        let place = differing.map { "line \($0.offset + 1):\n  kept \($0.element.1)\n  now  \($0.element.0)" }
        return "\(name) differs: \(place ?? "in length")"
    }
}
