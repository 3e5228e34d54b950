internal import Record

/// A TOML value, as far as the nodes' files need it.
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

/// A table that keeps the order and line of its keys: nodes try mirrors in file order.
final class TOMLTable {
    /// How a table was defined, which decides what may be added to it (TOML 1.0, Table).
    enum Origin {
        /// Implicitly, as a parent: `a` in `[a.b]`.
        case implied
        /// By its own header.
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

/// Why a text is not valid TOML.
struct TOMLFault: Error, Hashable {
    let line: Int
    let message: String
}
