import Foundation
import Gate
import OCI
import Record
import Release

/// The output of `blobgate images`.
struct ImageList {
    private let uses: [ImageUse]
    private let notices: [String]

    init(_ reading: InputReading) {
        uses = reading.uses
        notices = reading.notices
    }

    /// Each image with its places.
    var text: String {
        var lines: [String] = []
        for use in uses {
            lines.append("\(use.reference)")
            for origin in use.origins {
                lines.append("    \(origin.set == .rollback ? "rollback: " : "")\(origin)")
            }
            for expected in use.expectations {
                lines.append("    must lead to \(expected.content.digest) (\(expected.origin))")
            }
        }
        lines += notices.map { "note: \($0)" }
        let rollback = uses.count { $0.isRollbackOnly }
        lines.append(
            "\(uses.count) \(uses.count == 1 ? "image" : "images")"
                + (rollback > 0 ? ", \(rollback) only for a rollback" : ""))
        return lines.joined(separator: "\n") + "\n"
    }

    /// The references, one on each line, as `--from` reads them. Everything else is a comment.
    var plain: String {
        var lines = notices.flatMap(Self.comments)
        for use in uses {
            for expected in use.expectations { lines.append("# must lead to \(expected.content.digest):") }
            lines.append(use.isRollbackOnly ? "# only for a rollback: \(use.reference)" : "\(use.reference)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A notice as comments that no reader of lists finds too long.
    private static func comments(_ notice: String) -> [String] {
        var lines: [String] = []
        var line = "#"
        for word in notice.split(whereSeparator: \.isWhitespace) {
            if line.utf8.count + word.utf8.count > 2000 {
                lines.append(line)
                line = "#"
            }
            line += " \(word)"
        }
        return lines + [line]
    }

    /// Keys are only ever added within a schema version.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(Wire(images: uses.map(ImageWire.init), notices: notices)) else {
            return "{}\n"
        }
        return String(decoding: RunCoding.printable(data), as: UTF8.self) + "\n"
    }

    private struct Wire: Encodable {
        let schemaVersion = 1
        let images: [ImageWire]
        let notices: [String]
    }

    private struct ImageWire: Encodable {
        let reference: String
        let written: String
        let registry: String
        let repository: String
        let tag: String?
        let digest: String?
        let origins: [Origin]
        let expectations: [Expectation]
        let spellings: [String]

        init(_ use: ImageUse) {
            reference = use.reference.description
            written = use.reference.original
            registry = use.reference.registry.description
            repository = use.reference.repository.description
            tag = use.reference.tag?.description
            digest = use.reference.digest?.description
            origins = use.origins
            expectations = use.expectations
            spellings = use.spellings.map(\.original)
        }
    }
}
