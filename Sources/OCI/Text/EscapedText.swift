extension StringProtocol {
    /// The text as printable ASCII, for messages: control characters, quotes, backslashes and everything outside ASCII
    /// become `\n`, `\"`, `\u{e9}` and so on; text longer than `limit` characters is cut and ends in `...`.
    ///
    /// Names, keys and bodies come from files and servers, and must not reach a terminal or a log unescaped.
    package func escapedASCII(limit: Int = 200) -> String {
        var shown = ""
        var count = 0
        for scalar in unicodeScalars {
            let piece = scalar.escapedASCII
            count += piece.utf8.count
            guard count <= limit else { return shown + "..." }
            shown += piece
        }
        return shown
    }
}

extension Unicode.Scalar {
    fileprivate var escapedASCII: String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\"": "\\\""
        case "\\": "\\\\"
        case " "..."~": String(Character(self))
        default: "\\u{\(String(value, radix: 16))}"
        }
    }
}
