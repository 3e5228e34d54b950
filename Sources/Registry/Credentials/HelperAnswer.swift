internal import Subprocess

/// The output of a helper program after it exited, with surrounding whitespace removed.
struct HelperAnswer: Sendable {
    let status: TerminationStatus
    let output: [UInt8]
    let error: [UInt8]

    /// The messages by which helpers report that they have no entry for a server: the one of docker-credential-helpers,
    /// and the one of the macOS keychain, which older helpers pass through.
    private static let noEntryMessages: Set<String> = [
        "credentials not found in native keychain", "credentials not found",
        "the specified item could not be found in the keychain",
    ]

    init(status: TerminationStatus, output: [UInt8], error: [UInt8]) {
        self.status = status
        self.output = Self.trimmed(output)
        self.error = Self.trimmed(error)
    }

    /// Whether the complete output on either stream is one of these messages.
    var reportsNoEntry: Bool {
        [output, error].contains { bytes in
            let text = String(decoding: bytes, as: UTF8.self).lowercased()
            return Self.noEntryMessages.contains(text.hasSuffix(".") ? String(text.dropLast()) : text)
        }
    }

    /// The credential in the output; `nil` for the empty answer by which some helpers report that there is no entry.
    func credential() throws -> Credential? {
        // Like the clients, which are written in Go: names in any case, and text after the object is ignored.
        let wire = try GoJSON(first: output)
        guard let user = try wire.string("Username"), let secret = try wire.string("Secret") else {
            throw GoJSON.Fault.malformed
        }
        if user == "<token>", !secret.isEmpty { return Credential(token: .identity(Secret(secret))) }
        if user.isEmpty, secret.isEmpty { return nil }
        return Credential(user: user, password: Secret(secret))
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        let isText = { (byte: UInt8) in byte > 0x20 }
        guard let first = bytes.firstIndex(where: isText), let last = bytes.lastIndex(where: isText) else { return [] }
        return Array(bytes[first...last])
    }
}
