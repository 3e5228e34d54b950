/// A challenge of a `WWW-Authenticate` field (RFC 9110, 11.6.1), as nodes read it.
package struct Challenge: Hashable, Sendable {
    /// The scheme in lower case, for example `bearer`.
    package let scheme: String
    /// The parameters, with names in lower case.
    package let parameters: [String: String]
    /// The schemes that follow in the same line, in lower case. No client reads these challenges.
    package let unread: [String]

    package init(scheme: String, parameters: [String: String] = [:], unread: [String] = []) {
        self.scheme = scheme
        self.parameters = parameters
        self.unread = unread
    }

    /// The same challenge with another scope.
    func naming(scope: String) -> Challenge {
        var parameters = parameters
        parameters["scope"] = scope
        return Challenge(scheme: scheme, parameters: parameters, unread: unread)
    }

    /// Parses the challenges of all fields like containerd, containers/image and docker, whose parsers are the same code: one
    /// challenge for each line, whose parameters end at the first violation of the grammar or the first empty value. (The
    /// grammar allows several challenges in a line.)
    package static func parse(_ fields: [String]) -> [Challenge] {
        fields.compactMap { field in
            var scanner = ChallengeScanner(field)
            return scanner.challenge()
        }
    }
}

private struct ChallengeScanner {
    private let text: [UInt8]
    private var position = 0

    init(_ text: String) { self.text = Array(text.utf8.drop(while: \.isBlank)) }

    mutating func challenge() -> Challenge? {
        guard let scheme = token() else { return nil }
        var parameters: [String: String] = [:]
        while true {
            skipBlanks()
            let start = position
            guard let name = token() else { break }
            guard take(UInt8(ascii: "=")) else {
                position = start
                break
            }
            guard let value = value(), !value.isEmpty else { break }
            parameters[name.lowercased()] = value
            skipBlanks()
            guard take(UInt8(ascii: ",")) else { break }
        }
        return Challenge(scheme: scheme.lowercased(), parameters: parameters, unread: unread())
    }

    /// The names of known schemes in the rest of the line that are not values of parameters.
    private mutating func unread() -> [String] {
        var found: [String] = []
        while position < text.count {
            if let word = token() {
                let isName = position < text.count && text[position] == UInt8(ascii: "=")
                if !isName, ["basic", "bearer"].contains(word.lowercased()) { found.append(word.lowercased()) }
            } else if text[position] == UInt8(ascii: "\"") {
                _ = value()
            } else {
                position += 1
            }
        }
        return found
    }

    private mutating func skipBlanks() {
        while position < text.count, text[position].isBlank { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func token() -> String? {
        let start = position
        while position < text.count, text[position].isTokenByte { position += 1 }
        return position > start ? String(decoding: text[start..<position], as: UTF8.self) : nil
    }

    /// A token or a quoted string; `nil` if the quoted string does not end.
    private mutating func value() -> String? {
        guard take(UInt8(ascii: "\"")) else { return token() }
        var value: [UInt8] = []
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            if text[position] == UInt8(ascii: "\\"), position + 1 < text.count { position += 1 }
            value.append(text[position])
            position += 1
        }
        return take(UInt8(ascii: "\"")) ? String(decoding: value, as: UTF8.self) : nil
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { [0x20, 0x09, 0x0D, 0x0A].contains(self) }

    /// RFC 9110, 5.6.2, in the words of RFC 2616: no control character and no separator.
    fileprivate var isTokenByte: Bool {
        self > 0x20 && self < 0x7F && !"()<>@,;:\\\"/[]?={}".utf8.contains(self)
    }
}
