internal import Foundation

/// Base64 (RFC 4648) in exactly one form for each sequence of bytes: with padding, without line breaks, and with unused bits of
/// zero. Otherwise two texts would decode to the same signature.
enum StrictBase64 {
    static func encoded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// The bytes of a text in the standard or the URL-safe alphabet, both of which DSSE allows; `nil` if it is neither.
    static func decoded(_ text: String) -> [UInt8]? {
        if let bytes = decoded(standard: text) { return bytes }
        guard !text.utf8.contains(where: { "+/".utf8.contains($0) }) else { return nil }
        return decoded(
            standard: String(
                text.map { character in
                    switch character {
                    case "-": "+"
                    case "_": "/"
                    default: character
                    }
                }))
    }

    private static func decoded(standard text: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else { return nil }
        return [UInt8](data)
    }
}
