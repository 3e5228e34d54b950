internal import Foundation

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

    init?(body: [UInt8], receivedAt now: ContinuousClock.Instant) {
        guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(body)),
            let token = [wire.token, wire.access_token].compactMap({ $0 }).first(where: { !$0.isEmpty })
        else { return nil }
        // A line break would end the header field and start another.
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        authorization = "Bearer " + token
        let life = min(max(wire.expires_in?.seconds ?? Self.defaultLife, 0), Self.longestLife)
        expires = now.advanced(by: .seconds(max(life - Self.margin, life / 2)))
    }

    /// Whether it can still be used.
    func isGood(at now: ContinuousClock.Instant) -> Bool { now < expires }

    private struct Wire: Decodable {
        let token: String?
        let access_token: String?
        let expires_in: Life?
    }

    /// Seconds as a number. Some servers send a string; anything else counts as absent.
    private struct Life: Decodable {
        let seconds: Double?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let number =
                (try? container.decode(Double.self))
                ?? (try? container.decode(String.self)).flatMap { Double($0) }
            // The string may be "nan", which cannot be added to a clock.
            seconds = number.flatMap { $0.isFinite ? $0 : nil }
        }
    }
}
