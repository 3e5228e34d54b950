import Foundation
import Record

/// A Podman Quadlet unit with its drop-ins.
struct QuadletUnit {
    /// A value with its place.
    struct Value {
        let text: String
        let source: InputSource
        let line: Int

        /// The value as a tree, for readers of fields.
        func tree(_ text: String? = nil) -> YAMLTree {
            YAMLTree(content: .scalar(YAMLScalar(text: text ?? self.text)), source: source, line: line)
        }
    }

    private struct Entry {
        let section: String
        let key: String
        let value: Value
    }

    /// The name of its file, such as `web.container`.
    let name: String
    let source: InputSource
    private var entries: [Entry] = []

    init(name: String, source: InputSource) {
        self.name = name
        self.source = source
    }

    /// The ending of its name: `container`.
    var sort: String { String(name.split(separator: ".").last ?? "") }

    /// The last value of a key; an empty one counts as none.
    func value(_ section: String, _ key: String) -> Value? {
        let last = entries.last { $0.section == section && $0.key == key }?.value
        return last?.text.isEmpty == true ? nil : last
    }

    /// All values of a key after the last empty one.
    func values(_ section: String, _ key: String) -> [Value] {
        entries.filter { $0.section == section && $0.key == key }.reduce(into: []) { values, entry in
            if entry.value.text.isEmpty { values.removeAll() } else { values.append(entry.value) }
        }
    }

    /// Adds the lines of a file: sections, keys, and values that continue after a backslash.
    ///
    /// - Parameter first: The number of the first line.
    mutating func add(_ lines: [Substring], from source: InputSource, first: Int = 1) {
        var section = ""
        var pending = ""
        var start: Int?
        for (offset, line) in lines.enumerated() {
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.hasPrefix("#") || text.hasPrefix(";") { continue }
            if text.hasSuffix("\\") {
                start = start ?? first + offset
                pending += text.dropLast() + " "
                continue
            }
            let whole = pending + text
            let number = start ?? first + offset
            (pending, start) = ("", nil)
            if whole.hasPrefix("["), whole.hasSuffix("]") {
                section = String(whole.dropFirst().dropLast())
            } else if let equal = whole.firstIndex(of: "=") {
                let key = whole[..<equal].trimmingCharacters(in: .whitespaces)
                let value = whole[whole.index(after: equal)...].trimmingCharacters(in: .whitespaces)
                entries.append(
                    Entry(
                        section: section, key: key,
                        value: Value(text: Self.unquoted(value), source: source, line: number)))
            }
        }
    }

    private static func unquoted(_ text: String) -> String {
        text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
    }

    /// The folders of drop-ins for a unit of this name, the most specific one first. For an instance of a template,
    /// `web@1.container`, those of the template too.
    static func dropInFolders(_ name: String) -> [String] {
        guard let dot = name.lastIndex(of: ".") else { return [] }
        let ending = name[dot...]
        let parts = name[..<dot].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let isTemplate = parts.count > 1
        let unit = parts.first ?? ""
        var folders = ["\(name).d"]
        if isTemplate, parts.last?.isEmpty == false { folders.append("\(unit)@\(ending).d") }
        var rest = unit
        while let dash = rest.lastIndex(of: "-") {
            rest = rest[..<dash]
            if isTemplate { folders.append("\(rest)-@\(ending).d") }
            folders.append("\(rest)-\(ending).d")
        }
        return folders + ["\(ending.dropFirst()).d"]
    }
}
