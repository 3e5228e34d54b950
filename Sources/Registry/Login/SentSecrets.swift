internal import Foundation

/// Secrets sent to a server. A server can echo them in any text, so they are redacted from what is shown.
struct SentSecrets: Sendable {
    /// Shorter texts occur everywhere and are not secret.
    private static let shortest = 4
    private static let mark = Array("[hidden]".utf8)

    private var texts: Set<[UInt8]> = []

    var isEmpty: Bool { texts.isEmpty }

    /// Adds an `Authorization` value and the password in it.
    mutating func add(authorization: String) {
        let value = authorization.drop { $0 != " " }.drop { $0 == " " }
        add(String(value))
        guard authorization.lowercased().hasPrefix("basic "), let data = Data(base64Encoded: String(value)) else {
            return
        }
        add(String(decoding: data.drop { $0 != UInt8(ascii: ":") }.dropFirst(), as: UTF8.self))
    }

    /// Adds the parts of a credential.
    mutating func add(_ credential: Credential) {
        if let login = credential.login { add(authorization: login.basicAuthorization) }
        switch credential.token {
        case .identity(let secret):
            add(secret.value)
            add(authorization: Credential.Login(user: "", password: secret).basicAuthorization)
        case .registry(let secret): add(secret.value)
        case nil: break
        }
    }

    /// Adds the query of a redirect target: it may be signed, and storage servers echo signatures in their errors.
    mutating func add(queryOf url: URL) {
        let parts = URLComponents(url: url, resolvingAgainstBaseURL: true)
        for text in [parts?.percentEncodedQuery, parts?.query].compactMap({ $0 }) where text.utf8.count >= 8 {
            add(text)
        }
        for item in (parts?.percentEncodedQueryItems ?? []) + (parts?.queryItems ?? []) {
            if let value = item.value, value.utf8.count >= 8 { add(value) }
        }
    }

    mutating func formUnion(_ other: SentSecrets) { texts.formUnion(other.texts) }

    private mutating func add(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= Self.shortest else { return }
        texts.insert(bytes)
        if let quoted = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) {
            texts.insert(Array(quoted.utf8))
        }
    }

    /// The text with each secret replaced by a marker, including a partial secret at the end.
    func hidden(in text: some Collection<UInt8>) -> [UInt8] {
        guard !texts.isEmpty else { return Array(text) }
        let longestFirst = texts.sorted { $0.count > $1.count }
        var rest = Array(text)[...]
        var shown: [UInt8] = []
        scan: while let byte = rest.first {
            for secret in longestFirst where byte == secret.first {
                let common = zip(rest, secret).prefix { $0 == $1 }.count
                guard common == secret.count || (common == rest.count && common >= Self.shortest) else { continue }
                shown += Self.mark
                rest = rest.dropFirst(common)
                continue scan
            }
            shown.append(byte)
            rest = rest.dropFirst()
        }
        return shown
    }

    /// The same for a string.
    func hidden(in text: String) -> String { String(decoding: hidden(in: Array(text.utf8)), as: UTF8.self) }
}
