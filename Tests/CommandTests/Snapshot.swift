import Support
import Testing

/// Compares text with the file `Snapshots/NAME.txt`, byte by byte.
func expectSnapshot(
    _ text: String, _ name: String, path: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    guard let complaint = try SnapshotFile(name, besides: path).complaint(about: text) else { return }
    Issue.record("\(complaint)", sourceLocation: sourceLocation)
}
