internal import OCI
internal import Record

/// Parses TOML 1.0 and keeps the line of every key and the order of every table, which is significant in `hosts.toml`.
///
/// Numbers and dates are kept as written: none matters here. Terminates on any input, with a table or a fault.
struct TOMLParser {
    /// The nesting limit; no real configuration comes close.
    private static let depthLimit = 32

    private var scanner: TOMLScanner

    static func parse(_ text: String) throws(TOMLFault) -> TOMLTable {
        var parser = TOMLParser(scanner: TOMLScanner(text))
        return try parser.file()
    }

    private mutating func file() throws(TOMLFault) -> TOMLTable {
        let root = TOMLTable(line: 1, origin: .header)
        var current = root
        while let byte = scanner.skipToStatement() {
            if byte == UInt8(ascii: "[") {
                current = try header(in: root)
            } else {
                try pair(in: current, depth: 0)
            }
            try scanner.endLine()
        }
        return root
    }

    /// `[a.b]` or `[[a.b]]`
    private mutating func header(in root: TOMLTable) throws(TOMLFault) -> TOMLTable {
        let line = scanner.line
        try scanner.expect("[")
        let isMember = scanner.take("[")
        let path = try scanner.keyPath()
        try scanner.expect("]")
        if isMember { try scanner.expect("]") }
        var table = root
        for key in path.dropLast() {
            table = try step(into: key, of: table, origin: .implied, line: line)
        }
        guard let last = path.last else { throw scanner.fault("expected a name") }
        switch table[last] {
        case nil:
            let new = TOMLTable(line: line, origin: .header)
            table.set(last, isMember ? .tables([new]) : .table(new), line: line)
            return new
        case .tables(let members) where isMember:
            let new = TOMLTable(line: line, origin: .header)
            table.set(last, .tables(members + [new]), line: line)
            return new
        case .table(let known) where !isMember && known.origin == .implied:
            known.origin = .header
            known.line = line
            return known
        default: throw TOMLFault(line: line, message: "\(last.escapedASCII(limit: 80)) is defined twice")
        }
    }

    /// `a.b = value`
    private mutating func pair(in table: TOMLTable, depth: Int) throws(TOMLFault) {
        let line = scanner.line
        let path = try scanner.keyPath()
        scanner.skipBlanks()
        try scanner.expect("=")
        scanner.skipBlanks()
        let value = try value(depth: depth)
        var target = table
        for key in path.dropLast() { target = try step(into: key, of: target, origin: .dotted, line: line) }
        guard let last = path.last, target[last] == nil else {
            let shown = (path.last ?? "").escapedASCII(limit: 80)
            throw TOMLFault(line: line, message: "\(shown) is defined twice")
        }
        target.set(last, value, line: line)
    }

    private func step(
        into key: String, of table: TOMLTable, origin: TOMLTable.Origin, line: Int
    ) throws(TOMLFault) -> TOMLTable {
        switch table[key] {
        case nil:
            let new = TOMLTable(line: line, origin: origin)
            table.set(key, .table(new), line: line)
            return new
        case .table(let known) where origin == .implied ? known.origin != .inline : known.origin == .dotted:
            return known
        case .tables(let members) where origin == .implied:
            if let last = members.last { return last }
            fallthrough
        default:
            throw TOMLFault(line: line, message: "\(key.escapedASCII(limit: 80)) cannot be added to here")
        }
    }

    private mutating func value(depth: Int) throws(TOMLFault) -> TOMLValue {
        guard depth < Self.depthLimit else { throw scanner.fault("values are nested deeper than \(Self.depthLimit)") }
        switch scanner.current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try scanner.string(allowingLines: true))
        case UInt8(ascii: "["): return .list(try list(depth: depth + 1))
        case UInt8(ascii: "{"): return .table(try inlineTable(depth: depth + 1))
        default:
            let word = scanner.word()
            switch word {
            case "true": return .flag(true)
            case "false": return .flag(false)
            default:
                let start = word.utf8.first
                guard let start, (0x30...0x39).contains(start) || "+-in".utf8.contains(start) else {
                    throw scanner.fault("expected a value")
                }
                return .other(word)
            }
        }
    }

    private mutating func list(depth: Int) throws(TOMLFault) -> [TOMLValue] {
        try scanner.expect("[")
        var members: [TOMLValue] = []
        while true {
            scanner.skipBlankLines()
            if scanner.take("]") { return members }
            members.append(try value(depth: depth))
            scanner.skipBlankLines()
            if !scanner.take(",") {
                try scanner.expect("]")
                return members
            }
        }
    }

    private mutating func inlineTable(depth: Int) throws(TOMLFault) -> TOMLTable {
        let table = TOMLTable(line: scanner.line, origin: .inline)
        try scanner.expect("{")
        scanner.skipBlanks()
        if scanner.take("}") { return table }
        while true {
            scanner.skipBlanks()
            try pair(in: table, depth: depth)
            scanner.skipBlanks()
            if !scanner.take(",") {
                try scanner.expect("}")
                return table
            }
        }
    }
}
