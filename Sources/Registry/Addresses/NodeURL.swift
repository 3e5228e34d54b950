/// A URL as Go's `net/url` parses, resolves and sends it. Nodes follow redirects with it, and storage servers verify signatures
/// over what they receive, so every byte counts.
struct NodeURL: Hashable, Sendable {
    /// In lower case; empty for a relative reference.
    let scheme: String
    /// Host and port with user information, as written; `nil` if there is none.
    let authority: String?
    /// With escapes, as sent.
    let path: String
    /// As written.
    let query: String?

    /// A text that Go does not parse: a control character, or a wrong escape in the path.
    struct Malformed: Error, Hashable {}

    init(_ text: String) throws(Malformed) {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw Malformed() }
        var rest = text.prefix { $0 != "#" }
        scheme = Self.takeScheme(from: &rest)
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        } else {
            query = nil
        }
        if rest.hasPrefix("//") {
            let after = rest.dropFirst(2)
            authority = String(after.prefix { $0 != "/" })
            rest = after.drop { $0 != "/" }
        } else {
            authority = nil
            // `mailto:x` has no path, and `a:b/c` is no relative reference.
            guard rest.hasPrefix("/") || scheme.isEmpty && !rest.prefix(while: { $0 != "/" }).contains(":") else {
                throw Malformed()
            }
        }
        path = try Self.sent(path: String(rest))
    }

    private init(scheme: String, authority: String?, path: String, query: String?) throws(Malformed) {
        self.scheme = scheme
        self.authority = authority
        self.path = try Self.sent(path: path)
        self.query = query
    }

    /// The URL without a fragment, as a client requests it.
    var text: String {
        let place = path.isEmpty ? "/" : path
        return "\(scheme)://\(authority ?? "")\(place)" + (query.map { "?\($0)" } ?? "")
    }

    /// The target of a reference on a page of this URL (RFC 3986, 5.2).
    func resolving(_ location: String) throws(Malformed) -> NodeURL {
        let other = try NodeURL(location)
        if !other.scheme.isEmpty || other.authority?.isEmpty == false {
            return try NodeURL(
                scheme: other.scheme.isEmpty ? scheme : other.scheme, authority: other.authority,
                path: Self.resolved(other.path, on: ""), query: other.query)
        }
        let keepsQuery = other.path.isEmpty && other.query == nil
        return try NodeURL(
            scheme: scheme, authority: authority, path: Self.resolved(other.path, on: path),
            query: keepsQuery ? query : other.query)
    }

    private static func takeScheme(from rest: inout Substring) -> String {
        guard let colon = rest.firstIndex(of: ":"), let first = rest.utf8.first, first.isLetter,
            rest[..<colon].utf8.allSatisfy({ $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) })
        else { return "" }
        defer { rest = rest[rest.index(after: colon)...] }
        return rest[..<colon].lowercased()
    }

    /// Go's `URL.EscapedPath`: a path of allowed characters stays as it is; otherwise all of it is decoded and encoded again,
    /// so that even `%2F` becomes a slash.
    private static func sent(path: String) throws(Malformed) -> String {
        let bytes = Array(path.utf8)
        var decoded: [UInt8] = []
        var isAllowed = true
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                let digits = bytes[(index + 1)...].prefix(2)
                guard digits.count == 2, digits.allSatisfy(\.isHexadecimal),
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { throw Malformed() }
                decoded.append(value)
                index += 3
            } else {
                if !byte.isUnreserved, !"!$&'()*+,;=:@[]/".utf8.contains(byte) { isAllowed = false }
                decoded.append(byte)
                index += 1
            }
        }
        guard !isAllowed else { return path }
        return decoded.map { byte in
            let stays = byte.isUnreserved || "$&+,/:;=@".utf8.contains(byte)
            return stays ? String(Unicode.Scalar(byte)) : "%" + Self.hexadecimal(byte)
        }.joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }

    /// Go's `resolvePath`.
    private static func resolved(_ path: String, on base: String) -> String {
        let full: String
        if path.isEmpty {
            full = base
        } else if path.hasPrefix("/") {
            full = path
        } else {
            full = base[..<(base.lastIndex(of: "/").map { base.index(after: $0) } ?? base.startIndex)] + path
        }
        guard !full.isEmpty else { return "" }
        var parts: [Substring] = []
        let elements = full.split(separator: "/", omittingEmptySubsequences: false)
        for element in elements where element != "." {
            if element != ".." {
                parts.append(element)
            } else if !parts.isEmpty {
                parts.removeLast()
            }
        }
        var text = parts.joined(separator: "/")
        if elements.last == "." || elements.last == ".." { text += "/" }
        return text.hasPrefix("/") ? text : "/" + text
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isHexadecimal: Bool { isDigit || (0x41...0x46).contains(self) || (0x61...0x66).contains(self) }
    fileprivate var isUnreserved: Bool { isLetter || isDigit || "-_.~".utf8.contains(self) }
}
