internal import Foundation
internal import Record

/// The response of a token server (distribution, token authentication).
struct BearerToken: Sendable {
    let authorization: String
    let expires: ContinuousClock.Instant

    /// The lifetime in seconds if the server does not specify one.
    private static let defaultLife = 60.0
    /// Tokens are renewed this many seconds before they expire, so that none expires during a request.
    private static let margin = 5.0
    /// One day, longer than any run. The cap keeps any lifetime a server may send within the range of a clock.
    private static let longestLife = 86_400.0

    /// Reads a reply as strictly as clients do, which are written in Go: a single member of the wrong type makes it useless.
    ///
    /// - Parameters:
    ///   - members: The members that may hold the token, in this order.
    ///   - isWhole: Whether nothing but white space may follow the JSON.
    init(
        body: [UInt8], members: [String] = TokenRules.containerd.queryMembers, isWhole: Bool = false,
        receivedAt now: ContinuousClock.Instant
    ) throws(TokenProblem) {
        let life: Int64?
        var found: [String: String] = [:]
        do throws(GoJSON.Fault) {
            let reply = isWhole ? try GoJSON(whole: body) : try GoJSON(first: body)
            life = try reply.integer("expires_in")
            if let issued = try reply.string("issued_at"), !Self.isDate(issued) { throw .wrongType("issued_at") }
            for name in ["token", "access_token", "refresh_token"] { found[name] = try reply.string(name) }
        } catch {
            if case .wrongType(let name) = error, name != "object" { throw .badMember(name: name) }
            throw .notJSON
        }
        guard let token = members.compactMap({ found[$0] }).first(where: { !$0.isEmpty }) else { throw .absent }
        // A line break would end the header field and start another.
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .unusable }
        authorization = "Bearer " + token
        let seconds = min(max(life.map(Double.init) ?? Self.defaultLife, 0), Self.longestLife)
        expires = now.advanced(by: .seconds(max(seconds - Self.margin, seconds / 2)))
    }

    /// Whether it can still be used.
    func isGood(at now: ContinuousClock.Instant) -> Bool { now < expires }

    /// Whether Go takes a text for a time (RFC 3339): `2026-12-01T06:00:00.5Z`, `2026-12-01T06:00:00+01:00`.
    private static func isDate(_ text: String) -> Bool {
        let pattern = /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([.,]\d+)?(Z|[+-]\d\d:\d\d)/
        guard let match = text.wholeMatch(of: pattern.asciiOnlyDigits()), let month = Int(match.2),
            let day = Int(match.3), let hour = Int(match.4), let minute = Int(match.5), let second = Int(match.6)
        else { return false }
        return (1...12).contains(month) && (1...31).contains(day) && hour < 24 && minute < 60 && second < 60
    }
}
