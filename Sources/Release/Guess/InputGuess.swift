internal import Foundation
internal import Record

/// What a file or folder most likely is, judged by names and content. Only for messages: no input is read because of a
/// guess.
package enum InputGuess: Hashable, Sendable {
    /// An input of a release, with the path that its option takes.
    case input(ReleaseInput.Kind, path: String)
    /// A file written by `--pin`.
    case pins
    /// The build report that scap reads.
    case scapReport
    /// A JSON report of Blobgate.
    case report
    /// A file of another well-known format, which is no input.
    case other(OtherFile)
    /// Any other YAML or JSON.
    case yaml

    /// What is at a path; `nil` if nothing is, or nothing is recognized. Pipes and devices are not read.
    package static func of(_ path: String) -> InputGuess? {
        guard !ManifestFolder.isFolder(path) else { return ofFolder(path) }
        let file = URL(filePath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
        return ofFile(path)
    }

    /// Files that show what the folder around them is.
    private static let marks: [(name: String, kind: ReleaseInput.Kind)] = [
        ("oci-layout", .layout), ("Chart.yaml", .helm), ("kustomization.yaml", .kustomize),
        ("kustomization.yml", .kustomize), ("Kustomization", .kustomize), ("helmfile.yaml", .helmfile),
        ("helmfile.yaml.gotmpl", .helmfile), ("helmfile.d", .helmfile),
    ]
    private static let composeNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"]
    /// How many files of a folder are read to see whether it has manifests.
    private static let mostFiles = 20

    private static func ofFolder(_ path: String) -> InputGuess? {
        let base = path.hasSuffix("/") ? path : path + "/"
        let names = Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
        if let mark = marks.first(where: { names.contains($0.name) }) { return .input(mark.kind, path: path) }
        if let name = composeNames.first(where: { names.contains($0) }) { return .input(.compose, path: base + name) }
        let files = names.filter { ManifestFolder.reads($0) }.sorted().prefix(mostFiles).map { base + $0 }
        let hasManifests = files.contains { of($0) == .input(.manifests, path: $0) }
        return hasManifests ? .input(.manifests, path: path) : nil
    }

    private static func ofFile(_ path: String) -> InputGuess? {
        if let other = OtherFile(name: URL(filePath: path).lastPathComponent) { return .other(other) }
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        let head = [UInt8]((try? file.read(upToCount: 512)) ?? Data())
        try? file.close()
        if isPacked(head) { return .input(path.hasSuffix(".tgz") ? .helm : .archive, path: path) }
        guard let bytes = try? BoundedFile.read(.file(path), limit: ValuesReader.limit) else { return nil }
        return DocumentGuess(bytes, path: path).guess
    }

    /// Whether a file is compressed or a tar archive.
    private static func isPacked(_ head: [UInt8]) -> Bool {
        let starts: [[UInt8]] = [[0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd]]
        return starts.contains { head.starts(with: $0) } || head.dropFirst(257).starts(with: "ustar".utf8)
    }
}
