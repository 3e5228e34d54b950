package import Foundation
package import Record

/// A finished run with everything known about it, as JSON (`docs/report-schema.md`): the run record, and the sentence for
/// each fact.
package enum JSONReport {
    /// Sorted keys, pretty, ASCII, a newline at the end.
    package static func render(_ run: Run) -> String {
        var text = Data()
        // Appending cannot fail.
        try? write(run) { text.append($0) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The same, part by part: the text of a large release is never in memory as a whole.
    package static func write(_ run: Run, to take: (Data) throws -> Void) throws {
        try RunCoding.encode(run, pretty: true, words: Words.wording(at: run.finished), take)
        try take(Data("\n".utf8))
    }
}

/// JSON for people and other systems.
enum JSONText {
    /// Sorted keys, pretty, ASCII, a newline at the end. Empty only if the encoder failed, which cannot happen for a report.
    static func encode(_ value: some Encodable, words: Wording? = nil) -> String {
        guard let data = try? RunCoding.encode(value, pretty: true, words: words) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    /// The same on one line, without a newline.
    static func compact(_ value: some Encodable) -> String {
        (try? RunCoding.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
