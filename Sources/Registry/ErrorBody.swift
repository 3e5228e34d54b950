internal import Foundation

/// The body of a reply that is an error: what the registry says in the protocol's form, else how the body begins
/// (distribution-spec, Error Codes).
package struct ErrorBody: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        /// The code, for example `MANIFEST_UNKNOWN`; unknown ones are kept.
        package let code: ServerText
        /// The registry's words.
        package let message: ServerText?
    }

    /// The errors, empty when the body is not of the protocol's form.
    package let entries: [Entry]
    /// How the body begins, made safe.
    package let opening: ServerText

    /// Reads a body; anything is accepted.
    package init(_ bytes: [UInt8]) { self.init(bytes, hiding: SentSecrets()) }

    /// Reads a body of a server that may repeat what it was sent.
    init(_ bytes: [UInt8], hiding secrets: SentSecrets) {
        opening = ServerText(secrets.hidden(in: bytes.prefix(4096)).prefix(400), limit: 120)
        let decoded = try? JSONDecoder().decode(Wire.self, from: Data(bytes))
        entries = (decoded?.errors ?? []).prefix(8).map { error in
            Entry(
                code: ServerText(secrets.hidden(in: error.code.utf8.prefix(4096)), limit: 64),
                message: error.message.map { ServerText(secrets.hidden(in: $0.utf8.prefix(4096))) })
        }
    }

    /// One line for a report.
    package var summary: String {
        guard !entries.isEmpty else { return opening.description }
        return entries.map { [$0.code.description, $0.message?.description].compactMap { $0 }.joined(separator: ": ") }
            .joined(separator: "; ")
    }

    private struct Wire: Decodable {
        struct Error: Decodable {
            let code: String
            let message: String?
        }
        let errors: [Error]
    }
}
