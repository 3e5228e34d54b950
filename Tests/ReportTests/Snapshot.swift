import Foundation
import Testing

/// Compares a text with the file `Snapshots/NAME.txt`, byte by byte.
///
/// With `BLOBGATE_RECORD_SNAPSHOTS=1` in the environment the file is rewritten, and the test fails to say so.
func expectSnapshot(
    _ text: String, _ name: String, path: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let file = URL(filePath: path).deletingLastPathComponent().appending(path: "Snapshots/\(name).txt")
    if ProcessInfo.processInfo.environment["BLOBGATE_RECORD_SNAPSHOTS"] == "1" {
        try Data(text.utf8).write(to: file)
        Issue.record(
            "recorded \(name).txt: look at it, then run without BLOBGATE_RECORD_SNAPSHOTS",
            sourceLocation: sourceLocation)
        return
    }
    let kept = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) }
    guard kept != text else { return }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let old = (kept ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let differing = zip(lines, old).enumerated().first { $0.element.0 != $0.element.1 }
    let place = differing.map { "line \($0.offset + 1):\n  kept \($0.element.1)\n  now  \($0.element.0)" }
    Issue.record(
        "\(name).txt differs: \(kept == nil ? "there is no such file" : place ?? "in length")",
        sourceLocation: sourceLocation)
}
