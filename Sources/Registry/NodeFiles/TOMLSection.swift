internal import OCI

/// Collects what is wrong with one file, what the gate does not understand in it, and what nodes ignore.
final class NodeFileNotes {
    let file: String
    /// Whether nodes ignore the whole file if a value has the wrong type or meaning.
    let ignoresWrongValues: Bool
    /// What nodes refuse too: the file is wrong.
    private(set) var faults: [NodeFileError.Fault] = []
    /// What nodes accept and this gate does not understand or cannot use: where the bytes come from is not known.
    private(set) var unclear: [NodeFileError.Fault] = []
    private(set) var ignored: [String] = []

    init(file: String, ignoresWrongValues: Bool = false) {
        self.file = file
        self.ignoresWrongValues = ignoresWrongValues
    }

    func fault(_ line: Int?, _ message: String, isIgnored: Bool = false) {
        faults.append(NodeFileError.Fault(file: file, line: line, message: message, isIgnored: isIgnored))
    }

    func limit(_ line: Int?, _ message: String) {
        let fault = NodeFileError.Fault(file: file, line: line, message: message)
        if !unclear.contains(fault) { unclear.append(fault) }
    }

    func ignore(_ line: Int?, _ message: String) {
        ignored.append(NodeFileError.Fault(file: file, line: line, message: message).description)
    }

    func check() throws(NodeFileError) {
        if !faults.isEmpty { throw NodeFileError(faults: faults.sorted { ($0.line ?? 0) < ($1.line ?? 0) }) }
    }
}

/// One table of a file, with its location.
struct TOMLSection {
    /// Its name in messages, for example `[host."https://mirror"]`; empty for the file itself.
    let name: String
    let line: Int?
    let notes: NodeFileNotes
    private let table: TOMLTable

    init(_ table: TOMLTable, name: String, notes: NodeFileNotes) {
        self.table = table
        self.name = name
        self.notes = notes
        line = name.isEmpty ? nil : table.line
    }

    /// Parses a complete file.
    static func parse(_ text: String, notes: NodeFileNotes) throws(NodeFileError) -> TOMLTable {
        do {
            return try TOMLParser.parse(text)
        } catch {
            throw NodeFileError(
                file: notes.file, line: error.line, "not valid TOML: \(error.message)",
                isIgnored: notes.ignoresWrongValues)
        }
    }

    func has(_ key: String) -> Bool { table[key] != nil }

    func place(of key: String) -> Int? { table.line(of: key) ?? line }

    /// A value that nodes refuse too.
    func fault(_ key: String, _ message: String) {
        notes.fault(place(of: key), "\(title(of: key)): \(message)", isIgnored: notes.ignoresWrongValues)
    }

    /// A value that nodes accept, at first, and that cannot be used here.
    func limit(_ key: String, _ message: String) { notes.limit(place(of: key), "\(title(of: key)): \(message)") }

    private func title(_ key: String) -> String { key.escapedASCII(limit: 80) }
    private func title(of key: String) -> String { name.isEmpty ? title(key) : "\(name) \(title(key))" }

    /// A key that is neither understood nor known to be irrelevant for pulls may change where the bytes come from.
    func requireKnown(_ known: Set<String>) {
        for key in table.keys.sorted() where !known.contains(key) {
            limit(key, "Blobgate does not know this key, so it cannot tell where nodes pull from")
        }
    }

    func string(_ key: String) -> String? {
        guard let value = table[key] else { return nil }
        guard let text = value.string else {
            fault(key, "expected a string")
            return nil
        }
        return text
    }

    func flag(_ key: String) -> Bool? {
        guard let value = table[key] else { return nil }
        guard let flag = value.flag else {
            fault(key, "expected true or false")
            return nil
        }
        return flag
    }

    func strings(_ key: String) -> [String] {
        guard let array = table[key]?.list else {
            if has(key) { fault(key, "expected a list of strings") }
            return []
        }
        return array.compactMap { value in
            if value.string == nil { fault(key, "expected a list of strings") }
            return value.string
        }
    }

    /// A string, or a list of strings and lists of strings.
    func nested(_ key: String) -> [[String]] {
        guard let value = table[key] else { return [] }
        if let text = value.string { return [[text]] }
        guard let array = value.list else {
            fault(key, "expected a string or a list")
            return []
        }
        return array.compactMap { member in
            if let text = member.string { return [text] }
            let parts = member.list?.compactMap(\.string)
            guard let parts, parts.count == member.list?.count else {
                fault(key, "expected strings, or lists of strings")
                return nil
            }
            return parts
        }
    }

    /// A table of strings or lists of strings.
    func fields(_ key: String) -> [(name: String, values: [String])] {
        guard let value = table[key] else { return [] }
        guard let inner = value.table else {
            fault(key, "expected a table")
            return []
        }
        return inner.keys.sorted().map { name in
            if let text = inner[name]?.string { return (name, [text]) }
            let values = inner[name]?.list?.compactMap(\.string) ?? []
            if values.isEmpty { fault(key, "\(title(name)): expected a string or a list of strings") }
            return (name, values)
        }
    }
}
