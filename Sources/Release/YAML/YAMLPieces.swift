import OCI

/// A part of a YAML stream that is parsed separately, so that only one document's nodes are in memory at a time.
struct YAMLPiece {
    /// Its range in the stream.
    var bytes: Range<Int>
    /// The number of lines before it.
    let linesBefore: Int
    /// The number of documents before it.
    let documentsBefore: Int
    /// The template from Helm's `# Source:` comment.
    let template: String?
}

/// Splits a stream into documents. `---` at the start of a line is always a marker, even in a quoted scalar, where it
/// is an error (YAML 1.2.2, 9.1.2).
struct YAMLPieces {
    private(set) var pieces: [YAMLPiece] = []

    private var start = 0
    private var linesBefore = 0
    private var isMarked = false
    private var hasContent = false
    private var template: String?
    private var documents = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        if let values = JSONPieces(bytes) {
            pieces = values.pieces
            return
        }
        var line = 0
        for range in YAMLLines(bytes) {
            defer { line += 1 }
            switch bytes[range.lowerBound] {
            case UInt8(ascii: "-") where Self.isMarker(bytes, range):
                finish(at: range.lowerBound)
                start = range.lowerBound
                linesBefore = line
                isMarked = true
            case UInt8(ascii: "#"):
                if !hasContent, template == nil { template = Self.helmSource(bytes, range) }
            case UInt8(ascii: "%"):
                // Directives belong to the following document: such a stream is not split.
                self = YAMLPieces(whole: bytes.count)
                return
            case 0x0a, 0x0d, 0x20, 0x09:
                if !hasContent { hasContent = range.contains { !Self.isBlank(bytes[$0]) } }
            default:
                hasContent = true
            }
        }
        finish(at: bytes.count)
    }

    private init(whole count: Int) {
        pieces = [YAMLPiece(bytes: 0..<count, linesBefore: 0, documentsBefore: 0, template: nil)]
    }

    private mutating func finish(at end: Int) {
        if isMarked || hasContent {
            pieces.append(
                YAMLPiece(
                    bytes: start..<end, linesBefore: linesBefore, documentsBefore: documents, template: template))
            documents += 1
        }
        hasContent = false
        template = nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

    private static func isMarker(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> Bool {
        let dash = UInt8(ascii: "-")
        guard line.count >= 3, bytes[line.lowerBound + 1] == dash, bytes[line.lowerBound + 2] == dash else {
            return false
        }
        return line.count == 3 || isBlank(bytes[line.lowerBound + 3])
    }

    /// The template from `# Source: chart/templates/x.yaml`.
    private static func helmSource(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> String? {
        let prefix = Array("# Source: ".utf8)
        guard line.count > prefix.count, line.count < 1024, bytes[line].starts(with: prefix) else { return nil }
        let text = bytes[line].dropFirst(prefix.count)
        guard let last = text.lastIndex(where: { !isBlank($0) }) else { return nil }
        return String(validating: text[...last], as: UTF8.self)
    }
}

/// Splits a stream of JSON values, with or without line feeds in between, into values.
struct JSONPieces {
    private(set) var pieces: [YAMLPiece] = []

    /// `nil` if the text is not such a stream; it may still be YAML.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first(where: { !Self.isSpace($0) }), Self.opens(first) else { return nil }
        var depth = 0
        var isString = false
        var isEscaped = false
        var line = 0
        var start = 0
        var startLine = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == 0x0a { line += 1 }
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isString = false
                }
            } else if depth == 0 {
                if Self.isSpace(byte) { continue }
                guard Self.opens(byte) else { return nil }
                (start, startLine, depth) = (index, line, 1)
            } else if byte == UInt8(ascii: "\"") {
                isString = true
            } else if Self.opens(byte) {
                depth += 1
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                depth -= 1
                if depth == 0 {
                    pieces.append(
                        YAMLPiece(
                            bytes: start..<index + 1, linesBefore: startLine, documentsBefore: pieces.count,
                            template: nil))
                }
            }
        }
        guard depth == 0 else { return nil }
    }

    private static func opens(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }
}
