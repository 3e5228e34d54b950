internal import Foundation
internal import OCI
package import Record

extension ErrorBody {
    /// Parses a body; anything is accepted.
    package init(_ bytes: [UInt8]) { self.init(bytes, hiding: SentSecrets()) }

    /// Parses the body of a server that may echo what it was sent.
    init(_ bytes: [UInt8], hiding secrets: SentSecrets) {
        let decoded = try? JSONDecoder().decode(Wire.self, from: Data(bytes))
        let entries = (decoded?.errors ?? []).prefix(8).map { error in
            Entry(
                code: ServerText(secrets.hidden(in: error.code.utf8.prefix(4096)), limit: 64),
                message: error.message.map { ServerText(secrets.hidden(in: $0.utf8.prefix(4096))) })
        }
        // If the body lists errors, the rest of it is detail that differs from response to response.
        let opening = entries.isEmpty ? secrets.hidden(in: bytes.prefix(4096)).prefix(400) : []
        self.init(entries: entries, opening: ServerText(opening, limit: 120))
    }

    private struct Wire: Decodable {
        struct Error: Decodable {
            let code: String
            let message: String?
        }
        let errors: [Error]
    }
}
