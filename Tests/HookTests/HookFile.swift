import Foundation
import Testing
import Yams

/// A file under `hooks/`, located relative to this source file.
struct HookFile {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "hooks")

    static var repository: URL { root.deletingLastPathComponent() }

    /// The folders, one per hook.
    static var folders: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: root.path).filter { !$0.hasSuffix(".md") }.sorted()
        }
    }

    /// All files, by path under `hooks/`.
    static var all: [HookFile] {
        get throws {
            try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted().map(HookFile.init).filter {
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: $0.path, isDirectory: &isFolder) && !isFolder.boolValue
            }
        }
    }

    let name: String

    init(_ name: String) { self.name = name }

    var path: String { Self.root.appending(path: name).path }

    var text: String { get throws { try String(contentsOfFile: path, encoding: .utf8) } }

    var isScript: Bool { get throws { try text.hasPrefix("#!") } }

    /// The documents of a YAML file.
    var documents: [Node] {
        get throws {
            var documents: [Node] = []
            for node in try Yams.compose_all(yaml: text) { documents.append(node) }
            return documents
        }
    }

    /// The only document of this kind.
    func object(kind: String) throws -> Node {
        let found = try documents.filter { $0["kind"]?.string == kind }
        #expect(found.count == 1, "\(name): \(found.count) of kind \(kind)")
        return try #require(found.first)
    }
}

extension Node {
    /// The node at a path of keys.
    func at(_ keys: String...) -> Node? {
        keys.reduce(self as Node?) { node, key in node?[key] }
    }

    /// The scalars of a list.
    var strings: [String] { sequence.map { $0.compactMap(\.scalar?.string) } ?? [] }

    /// The numbers of a list.
    var numbers: [Int] { sequence.map { $0.compactMap(\.int) } ?? [] }

    /// The elements of a list.
    var nodes: [Node] { sequence.map(Array.init) ?? [] }
}
