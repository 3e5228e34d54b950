/// One challenge of a `WWW-Authenticate` field (RFC 9110, 11.6.1): a scheme and its parameters.
package struct Challenge: Hashable, Sendable {
    /// The scheme in lower case, for example `bearer`.
    package let scheme: String
    /// The parameters, with names in lower case.
    package let parameters: [String: String]

    package init(scheme: String, parameters: [String: String] = [:]) {
        self.scheme = scheme
        self.parameters = parameters
    }

    /// Parses all challenges of all fields, in any legal spelling, and skips what violates the grammar.
    ///
    /// One field may hold several challenges, separated by the same commas as parameters: a token without a following
    /// `=` starts a new challenge.
    package static func parse(_ fields: [String]) -> [Challenge] {
        fields.flatMap { field in
            var scanner = ChallengeScanner(field)
            return scanner.challenges()
        }
    }
}

private struct ChallengeScanner {
    private let text: [UInt8]
    private var position = 0

    init(_ text: String) { self.text = Array(text.utf8) }

    mutating func challenges() -> [Challenge] {
        var found: [Challenge] = []
        var scheme: String?
        var parameters: [String: String] = [:]
        func finished() -> [Challenge] {
            scheme.map { [Challenge(scheme: $0, parameters: parameters)] } ?? []
        }
        while true {
            skip { $0 == UInt8(ascii: ",") || $0.isBlank }
            guard position < text.count else { break }
            guard let name = token() else {
                position += 1
                continue
            }
            skip(\.isBlank)
            if position < text.count, text[position] == UInt8(ascii: "="), scheme != nil {
                position += 1
                skip(\.isBlank)
                parameters[name.lowercased()] = quoted() ?? token() ?? ""
            } else {
                found += finished()
                scheme = name.lowercased()
                parameters = [:]
            }
        }
        return found + finished()
    }

    private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        while position < text.count, isSkipped(text[position]) { position += 1 }
    }

    private mutating func token() -> String? {
        let start = position
        skip { $0 > 0x20 && $0 < 0x7F && !",=\"".utf8.contains($0) }
        return position > start ? String(decoding: text[start..<position], as: UTF8.self) : nil
    }

    private mutating func quoted() -> String? {
        guard position < text.count, text[position] == UInt8(ascii: "\"") else { return nil }
        position += 1
        var value: [UInt8] = []
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            if text[position] == UInt8(ascii: "\\"), position + 1 < text.count { position += 1 }
            value.append(text[position])
            position += 1
        }
        position += 1
        return String(decoding: value, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
