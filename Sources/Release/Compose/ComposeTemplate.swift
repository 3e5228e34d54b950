/// The variables in a text of a Compose file, as Compose or `docker stack` fills them in.
struct ComposeTemplate {
    /// Whose rules apply.
    enum Dialect: Hashable {
        case compose
        /// `docker stack deploy`: no nesting, no `+`, and operators also without braces.
        case stack
    }

    /// A variable that the result depends on.
    struct Use: Hashable {
        let name: String
        /// Whether the default, or the alternative for an unset variable, was used.
        let isDefault: Bool
        /// Whether it has no value and the text gives none, so that Compose inserts an empty text.
        let isUnset: Bool
    }

    enum Fault: Error, Hashable {
        /// The text is no valid template.
        case syntax
        /// `${NAME:?message}` without a value.
        case required(name: String, message: String)
        /// `$NAME-rest` in a stack file, where the rest is taken for an operator.
        case operatorWithoutBraces(name: String)
        /// More text than there is room for. A few lines that use each other twice make terabytes.
        case tooLong
    }

    let dialect: Dialect
    /// The number of bytes that the variables may still fill in.
    private(set) var room: Int
    /// The value of a variable; `nil` if it is unset.
    let value: (String) -> String?
    /// The variables that were used so far.
    private(set) var used: [Use] = []

    /// The room of a whole project.
    static let roomOfProject = 16 << 20

    init(_ dialect: Dialect = .compose, room: Int = roomOfProject, value: @escaping (String) -> String?) {
        self.dialect = dialect
        self.room = room
        self.value = value
    }

    /// Fills in a text.
    mutating func expand(_ text: String) throws(Fault) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        return String(decoding: try expand(Array(text.utf8)[...], depth: 0), as: UTF8.self)
    }

    /// The deepest nesting of defaults in defaults.
    private static let deepest = 50
    private static let dollar = UInt8(ascii: "$")

    private mutating func expand(_ text: ArraySlice<UInt8>, depth: Int) throws(Fault) -> [UInt8] {
        guard depth <= Self.deepest else { throw .syntax }
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == Self.dollar else {
                result.append(byte)
                continue
            }
            switch rest.first {
            case Self.dollar:
                rest.removeFirst()
                result.append(byte)
            case UInt8(ascii: "{"):
                rest.removeFirst()
                guard let end = Self.closing(rest) else { throw .syntax }
                result += try variable(rest[..<end], depth: depth)
                rest = rest[(end + 1)...]
            case let next? where Self.starts(next):
                let name = rest.prefix(while: Self.continues)
                rest = rest[name.endIndex...]
                try checkOperator(after: name, rest)
                result += try plain(String(decoding: name, as: UTF8.self))
            default:
                guard dialect == .compose else { throw .syntax }
                result.append(byte)
            }
        }
        return result
    }

    /// The content of `${…}`.
    private mutating func variable(_ inner: ArraySlice<UInt8>, depth: Int) throws(Fault) -> [UInt8] {
        guard let first = inner.first, Self.starts(first) else { throw .syntax }
        let name = inner.prefix(while: Self.continues)
        let rest = inner[name.endIndex...]
        let text = String(decoding: name, as: UTF8.self)
        guard var mark = rest.first else { return try plain(text) }
        var argument = rest.dropFirst()
        let countsEmpty = mark == UInt8(ascii: ":")
        if countsEmpty {
            guard let next = argument.popFirst() else { throw .syntax }
            mark = next
        }
        let value = value(text)
        let isSet = value.map { !countsEmpty || !$0.isEmpty } ?? false
        switch mark {
        case UInt8(ascii: "-"):
            note(text, isDefault: !isSet)
            return isSet ? try fitting(value ?? "") : try self.argument(argument, depth)
        case UInt8(ascii: "?"):
            guard isSet else {
                let message = try self.argument(argument, depth)
                throw .required(name: text, message: String(decoding: message, as: UTF8.self))
            }
            note(text, isDefault: false)
            return try fitting(value ?? "")
        case UInt8(ascii: "+") where dialect == .compose:
            note(text, isDefault: !isSet)
            return isSet ? try self.argument(argument, depth) : []
        default: throw .syntax
        }
    }

    private mutating func argument(_ text: ArraySlice<UInt8>, _ depth: Int) throws(Fault) -> [UInt8] {
        dialect == .compose ? try expand(text, depth: depth + 1) : Array(text)
    }

    private mutating func plain(_ name: String) throws(Fault) -> [UInt8] {
        let value = value(name)
        note(name, isDefault: false, isUnset: value == nil)
        return try fitting(value ?? "")
    }

    private mutating func fitting(_ value: String) throws(Fault) -> [UInt8] {
        guard value.utf8.count <= room else { throw .tooLong }
        room -= value.utf8.count
        return Array(value.utf8)
    }

    private mutating func note(_ name: String, isDefault: Bool, isUnset: Bool = false) {
        used.append(Use(name: name, isDefault: isDefault, isUnset: isUnset))
    }

    private func checkOperator(after name: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>) throws(Fault) {
        guard dialect == .stack else { return }
        let next = rest.first == UInt8(ascii: ":") ? rest.dropFirst().first : rest.first
        guard next == UInt8(ascii: "-") || next == UInt8(ascii: "?") else { return }
        throw .operatorWithoutBraces(name: String(decoding: name, as: UTF8.self))
    }

    /// The brace that closes one opened before the text.
    private static func closing(_ text: ArraySlice<UInt8>) -> Int? {
        var depth = 1
        for index in text.indices {
            if text[index] == UInt8(ascii: "{") { depth += 1 }
            if text[index] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    private static func starts(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    private static func continues(_ byte: UInt8) -> Bool {
        starts(byte) || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
