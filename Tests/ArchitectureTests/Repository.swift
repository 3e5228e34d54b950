import Foundation
import Synchronization

/// The files of this repository, located relative to this source file.
struct Repository {
    let root: URL

    init(file: String = #filePath) {
        root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    /// The folders of targets.
    func targets() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path).filter { name in
            var isFolder: ObjCBool = false
            let path = root.appending(path: "Sources/\(name)").path
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
        }.sorted()
    }

    /// The Swift files of a target, with paths relative to the root.
    func sources(of target: String) throws -> [SourceFile] {
        try Self.read.withLock { read in
            if let sources = read[target] { return sources }
            let sources = try readSources(of: target)
            read[target] = sources
            return sources
        }
    }

    /// Several tests ask for all of them.
    private static let read = Mutex<[String: [SourceFile]]>([:])

    private func readSources(of target: String) throws -> [SourceFile] {
        let folder = root.appending(path: "Sources/\(target)").path
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.sorted()
            .map { SourceFile(path: "Sources/\(target)/\($0)", text: try text("Sources/\(target)/\($0)")) }
    }
}
