import Foundation
import Record

/// Finds and reads the Quadlet units of a folder, or of one file.
struct QuadletFolder {
    static let endings: Set<String> = [
        "container", "image", "volume", "build", "pod", "kube", "artifact", "network", "quadlets",
    ]
    private static let limit = 4 << 20

    /// The units, in the order of their paths.
    private(set) var units: [QuadletUnit] = []

    /// Reads a file, or all units in a folder and the folders in it.
    init(_ path: String) throws(InputError) {
        if path == "-" {
            let bytes = try BoundedFile.read(.standardInput, limit: Self.limit)
            try addCollection(bytes, source: .standardInput)
        } else if ManifestFolder.isFolder(path) {
            for file in Self.files(in: path) { try add(file) }
        } else {
            try add(path)
        }
    }

    /// Reads one more unit, as when another refers to it.
    mutating func add(_ path: String) throws(InputError) {
        let source = InputSource.file(path)
        let name = URL(filePath: path).lastPathComponent
        let bytes = try BoundedFile.read(source, limit: Self.limit)
        if name.hasSuffix(".quadlets") { return try addCollection(bytes, source: source) }
        var unit = QuadletUnit(name: name, source: source)
        unit.add(try Self.lines(bytes, source), from: source)
        try addDropIns(to: &unit, in: ComposePath.folder(of: path))
        units.append(unit)
    }

    /// Merges the drop-ins: of several with one name, that of the most specific folder counts.
    private func addDropIns(to unit: inout QuadletUnit, in folder: String) throws(InputError) {
        var found: [String: String] = [:]
        for name in QuadletUnit.dropInFolders(unit.name) {
            let path = ComposePath.join(folder, name)
            for file in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            where file.hasSuffix(".conf") && found[file] == nil {
                found[file] = ComposePath.join(path, file)
            }
        }
        for (_, path) in found.sorted(by: { $0.key < $1.key }) {
            let source = InputSource.file(path)
            unit.add(try Self.lines(try BoundedFile.read(source, limit: Self.limit), source), from: source)
        }
    }

    /// A `.quadlets` file: units separated by `---`, each named by a comment `# FileName=web`.
    private mutating func addCollection(_ bytes: [UInt8], source: InputSource) throws(InputError) {
        var start = 0
        let lines = try Self.lines(bytes, source)
        for end in lines.indices.filter({ lines[$0].trimmingCharacters(in: .whitespaces) == "---" }) + [lines.count] {
            let part = Array(lines[start..<end])
            let first = start + 1
            start = end + 1
            guard part.contains(where: { !$0.allSatisfy(\.isWhitespace) }) else { continue }
            let mark = part.lazy.compactMap { line -> String? in
                let text = line.trimmingCharacters(in: .whitespaces)
                guard text.hasPrefix("#"), let equal = text.firstIndex(of: "="),
                    text[..<equal].dropFirst().trimmingCharacters(in: .whitespaces) == "FileName"
                else { return nil }
                return text[text.index(after: equal)...].trimmingCharacters(in: .whitespaces)
            }.first
            let sections = part.map { $0.trimmingCharacters(in: .whitespaces) }
            let sort = Self.endings.first { sections.contains("[\($0.prefix(1).uppercased() + $0.dropFirst())]") }
            guard let sort else {
                throw InputError(
                    source, number: first,
                    .structure("not a Quadlet unit: no section such as [Container], [Image] or [Kube]"))
            }
            var unit = QuadletUnit(name: "\(mark ?? "unit \(units.count + 1)").\(sort)", source: source)
            unit.add(part, from: source, first: first)
            units.append(unit)
        }
    }

    private static func lines(_ bytes: [UInt8], _ source: InputSource) throws(InputError) -> [Substring] {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw InputError(source, .notUTF8) }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    private static func files(in folder: String) -> [String] {
        var files: [String] = []
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = ComposePath.join(folder, name)
            if ManifestFolder.isFolder(path) {
                let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
                if !name.hasSuffix(".d"), !isLink { files += Self.files(in: path) }
            } else if let ending = name.split(separator: ".").last, endings.contains(String(ending)), name.contains(".")
            {
                files.append(path)
            }
        }
        return files
    }
}
