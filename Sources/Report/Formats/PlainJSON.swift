internal import Foundation

/// JSON in ASCII: what is outside is written as `\u` with its UTF-16 code units (RFC 8259, section 7).
enum PlainJSON {
    /// Sorted keys, pretty, a newline at the end. Empty only if the encoder failed, which no report can make it do.
    static func encoded(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return "" }
        var text = ""
        for unit in String(decoding: data, as: UTF8.self).utf16 {
            if unit < 0x7F, let scalar = UnicodeScalar(unit) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return text + "\n"
    }
}
