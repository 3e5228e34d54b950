internal import Foundation

/// What a token server answered (distribution, token authentication).
struct BearerToken: Sendable {
    let authorization: String
    let expires: Date

    /// A server that names no life means 60 s.
    private static let defaultLife = 60.0
    /// Asked for anew this long before its end, so that a request under way does not meet it.
    private static let margin = 5.0

    init?(body: [UInt8], receivedAt now: Date) {
        guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(body)),
            let token = [wire.token, wire.access_token].compactMap({ $0 }).first(where: { !$0.isEmpty })
        else { return nil }
        // A line break would end the header field and begin another.
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        authorization = "Bearer " + token
        let life = wire.expires_in ?? Self.defaultLife
        expires = now.addingTimeInterval(max(life - Self.margin, life / 2))
    }

    private struct Wire: Decodable {
        let token: String?
        let access_token: String?
        let expires_in: Double?
    }
}

/// What a bearer token is good for: one key, one token.
struct TokenKey: Hashable, Sendable {
    let realm: String
    let service: String?
    let scope: String

    /// The URL to ask, with whatever query the realm already has.
    var url: URL? {
        guard var parts = URLComponents(string: realm) else { return nil }
        var items = parts.queryItems ?? []
        if let service { items.append(URLQueryItem(name: "service", value: service)) }
        for one in scope.split(separator: " ") { items.append(URLQueryItem(name: "scope", value: String(one))) }
        parts.queryItems = items
        return parts.url
    }
}
