import Foundation
import Record

/// The JSON that commands print: sorted keys, readable, printable ASCII, times in UTC as in ISO 8601.
enum PrintedJSON {
    /// The document, with a line feed at its end.
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return String(decoding: RunCoding.printable(try encoder.encode(value)), as: UTF8.self) + "\n"
    }
}
