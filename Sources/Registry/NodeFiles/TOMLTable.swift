internal import Record

/// A value of a TOML file, as far as the files of nodes need it.
enum TOMLValue {
    case string(String)
    case flag(Bool)
    /// A number or a date, as written.
    case other(String)
    case list([TOMLValue])
    case table(TOMLTable)
    /// `[[name]]`
    case tables([TOMLTable])

    var string: String? { if case .string(let text) = self { text } else { nil } }
    var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    var list: [TOMLValue]? { if case .list(let list) = self { list } else { nil } }
    var table: TOMLTable? { if case .table(let table) = self { table } else { nil } }
    var tables: [TOMLTable]? { if case .tables(let tables) = self { tables } else { nil } }
}

/// A table that knows the order of its keys, and where each stands: nodes ask mirrors in the order of the file.
final class TOMLTable {
    /// How a table came to be, which decides what may be added to it (TOML 1.0, Table).
    enum Origin {
        /// Named on the way to another one: `a` in `[a.b]`.
        case implied
        /// By a header of its own.
        case header
        /// By a dotted key.
        case dotted
        /// `{...}`
        case inline
    }

    private(set) var keys: [String] = []
    private var values: [String: TOMLValue] = [:]
    private var lines: [String: Int] = [:]
    var line: Int
    var origin: Origin

    init(line: Int, origin: Origin) {
        self.line = line
        self.origin = origin
    }

    subscript(key: String) -> TOMLValue? { values[key] }

    func line(of key: String) -> Int? { lines[key] }

    func set(_ key: String, _ value: TOMLValue, line: Int) {
        if values.updateValue(value, forKey: key) == nil {
            keys.append(key)
            lines[key] = line
        }
    }
}

/// Why a text is not TOML.
struct TOMLFault: Error, Hashable {
    let line: Int
    let message: String
}
