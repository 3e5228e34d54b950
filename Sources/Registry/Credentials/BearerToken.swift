internal import Foundation

/// What a token server answered (distribution, token authentication).
struct BearerToken: Sendable {
    let authorization: String
    let expires: ContinuousClock.Instant

    /// In seconds, for a server that names none.
    private static let defaultLife = 60.0
    /// Asked for anew this long before its end, so that a request under way does not meet it.
    private static let margin = 5.0
    /// A day is longer than any run, and no number that a server names can be too large for a clock then.
    private static let longestLife = 86_400.0

    init?(body: [UInt8], receivedAt now: ContinuousClock.Instant) {
        guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(body)),
            let token = [wire.token, wire.access_token].compactMap({ $0 }).first(where: { !$0.isEmpty })
        else { return nil }
        // A line break would end the header field and begin another.
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        authorization = "Bearer " + token
        let life = min(max(wire.expires_in?.seconds ?? Self.defaultLife, 0), Self.longestLife)
        expires = now.advanced(by: .seconds(max(life - Self.margin, life / 2)))
    }

    /// Whether it may still be used.
    func isGood(at now: ContinuousClock.Instant) -> Bool { now < expires }

    private struct Wire: Decodable {
        let token: String?
        let access_token: String?
        let expires_in: Life?
    }

    /// A number; some servers write it as a text, and what is neither counts as not said.
    private struct Life: Decodable {
        let seconds: Double?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let number =
                (try? container.decode(Double.self))
                ?? (try? container.decode(String.self)).flatMap { Double($0) }
            // A text may be "nan", which no clock can add.
            seconds = number.flatMap { $0.isFinite ? $0 : nil }
        }
    }
}
