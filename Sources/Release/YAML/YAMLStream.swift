import Foundation
internal import Record
import Yams

struct YAMLDocument {
    let root: Node
    /// Its 1-based number.
    let number: Int
    /// The size of its piece in bytes: an upper bound for the number of nodes written in it.
    let size: Int
    /// The template that Helm rendered it from.
    let template: String?
    /// The duplicate keys of its piece so far.
    let doubled: [DuplicateKey]
    fileprivate let linesBefore: Int

    /// A placeholder for a document not yet read.
    static var none: YAMLDocument {
        YAMLDocument(root: Node(""), number: 0, size: 0, template: nil, doubled: [], linesBefore: 0)
    }

    /// The 1-based line of the stream on which a node starts.
    func line(of node: Node?) -> Int? { node?.mark.map { $0.line + linesBefore } }

    /// The 1-based line of the stream for a parser mark.
    func line(of mark: Mark) -> Int { mark.line + linesBefore }
}

/// A YAML or JSON stream, read one document at a time.
struct YAMLStream {
    /// A fault at a place in the stream.
    struct Fault: Error {
        let line: Int?
        let reason: YAMLFault
        /// The first line of the document, up to the fault, that looks like an unrendered template.
        let templateLine: Int?
    }

    private let bytes: [UInt8]
    private let start: Int
    private let takesLast: Bool

    /// Checks that the bytes are UTF-8 text; a byte order mark is dropped. A duplicate key is a fault unless the last
    /// one is to be used.
    init(_ bytes: [UInt8], source: InputSource, takesLast: Bool = false) throws(InputError) {
        let isWide = bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff])
        if isWide || bytes.count > 3 && bytes.prefix(4).filter({ $0 == 0 }).count == 2 {
            throw InputError(source, .yaml(.utf16))
        }
        self.bytes = bytes
        self.takesLast = takesLast
        start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        try checkText(source)
    }

    private func checkText(_ source: InputSource) throws(InputError) {
        let zero = bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.flatMap { base in
                memchr(base, 0, bytes.count).map { base.distance(to: UnsafeRawPointer($0)) }
            }
        }
        if let zero {
            throw InputError(source, number: Self.line(bytes, before: zero), .nulByte)
        }
    }

    /// Calls the function with every document until it returns false. A fault ends the reading of its document only.
    func read(
        _ source: InputSource, fault: (Fault) -> Bool, document: (YAMLDocument) -> Bool
    ) throws(InputError) {
        let pieces = bytes.withUnsafeBytes { YAMLPieces(UnsafeRawBufferPointer(rebasing: $0[start...])).pieces }
        for piece in pieces {
            let range = piece.bytes.lowerBound + start..<piece.bytes.upperBound + start
            guard let text = String(validating: bytes[range], as: UTF8.self) else {
                throw InputError(source, number: badLine(piece), .notUTF8)
            }
            do throws(Fault) {
                guard try read(JSONText.plain(text), piece, document) else { return }
            } catch {
                guard fault(error) else { return }
            }
        }
    }

    private func read(
        _ text: String, _ piece: YAMLPiece, _ document: (YAMLDocument) -> Bool
    ) throws(Fault) -> Bool {
        var keys = DuplicateKeys(text, linesBefore: piece.linesBefore)
        var given = 0
        while true {
            let text = keys.text
            var isGuarding = true
            do {
                if let found = try AliasGuard.fault(in: text) {
                    throw Fault(
                        line: found.mark.line + piece.linesBefore, reason: found.reason, templateLine: nil)
                }
                isGuarding = false
                let parser = try Parser(yaml: text, encoding: .utf8)
                var number = 0
                while let root = try parser.nextRoot() {
                    number += 1
                    // After a duplicate key, the text is parsed again from the start.
                    if number <= given { continue }
                    given = number
                    let read = YAMLDocument(
                        root: root, number: piece.documentsBefore + number, size: text.utf8.count,
                        template: piece.template, doubled: keys.found, linesBefore: piece.linesBefore)
                    if !document(read) { return false }
                }
                return true
            } catch let fault as Fault {
                throw fault
            } catch {
                if takesLast, keys.cover(error) { continue }
                throw YAMLErrorText(error, in: isGuarding ? AliasGuard.withoutAliases(text) : text)
                    .fault(linesBefore: piece.linesBefore)
            }
        }
    }

    private func badLine(_ piece: YAMLPiece) -> Int? {
        var line = piece.linesBefore
        let piece = bytes[piece.bytes.lowerBound + start..<piece.bytes.upperBound + start]
        for content in piece.split(separator: 0x0a, omittingEmptySubsequences: false) {
            line += 1
            if String(validating: content, as: UTF8.self) == nil { return line }
        }
        return nil
    }

    private static func line(_ bytes: [UInt8], before index: Int) -> Int {
        bytes[..<index].count { $0 == 0x0a } + 1
    }
}

/// JSON for a YAML parser: characters beyond the first plane are written directly, not as two escapes.
enum JSONText {
    static func plain(_ text: String) -> String {
        guard text.first == "{" || text.first == "[", text.contains(#"\u"#) else { return text }
        let pair = /\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/
        return text.replacing(pair) { match in
            let units = [match.1, match.2].compactMap { UInt16($0, radix: 16) }
            return String(decoding: units, as: UTF16.self)
        }
    }
}
