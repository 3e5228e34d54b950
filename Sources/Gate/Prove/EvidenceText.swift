internal import Foundation
internal import Registry
internal import Transfer

/// The evidence of a claim as the ledger keeps it: JSON, without secrets.
enum EvidenceText {
    private struct Wire: Encodable {
        struct Try: Encodable {
            let code: String?
            let seen: String
            let address: String?
            let http: String?
            let status: Int?
            let bytes: Int64
            let headers: [String: String]
        }
        let seen: String?
        let attempts: [Try]
    }

    static func detail(of result: ClaimResult) -> Data? {
        guard result.finding != nil || !result.attempts.isEmpty else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try? encoder.encode(
            Wire(
                seen: result.finding?.seen,
                attempts: result.attempts.map { attempt in
                    Wire.Try(
                        code: attempt.code?.rawValue, seen: attempt.seen,
                        address: attempt.observation.remote?.description,
                        http: attempt.observation.httpVersion, status: attempt.observation.status,
                        bytes: attempt.observation.bodyBytes,
                        headers: attempt.observation.headers.mapValues(\.description))
                }))
    }
}
