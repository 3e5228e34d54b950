package import Foundation

extension RunCoding {
    /// The number of elements that are encoded together.
    private static let batch = 64

    /// Encodes a run piece by piece, with the same result as `encode`.
    ///
    /// An encoder's tree is several times as large as its text. The lists that grow with the release are therefore encoded a
    /// few elements at a time.
    ///
    /// - Parameter take: Receives consecutive parts of the text.
    package static func encode(
        _ run: Run, pretty: Bool = false, words: Wording? = nil, _ take: (Data) throws -> Void
    ) throws {
        let outline = try encode(run.outline, pretty: pretty, words: words)
        var end = outline.startIndex
        func write(_ list: [some Encodable], _ key: String) throws {
            guard let place = EmptyList(of: key, in: outline)?.range else {
                throw EncodingError.invalidValue(
                    key, .init(codingPath: [], debugDescription: "the outline has no list \(key)"))
            }
            try take(outline[end..<place.lowerBound])
            end = place.upperBound
            guard !list.isEmpty else { return try take(Data((pretty ? "[\n\n  ]" : "[]").utf8)) }
            try take(Data("[".utf8))
            for start in stride(from: 0, to: list.count, by: batch) {
                let elements = Array(list[start..<min(start + batch, list.count)])
                let text = try encode(elements, pretty: pretty, words: words)
                if start > 0 { try take(Data(",".utf8)) }
                try take(pretty ? indented(text.dropFirst().dropLast(2)) : Data(text.dropFirst().dropLast()))
            }
            try take(Data((pretty ? "\n  ]" : "]").utf8))
        }
        // In the order of the sorted keys.
        try write(run.facts.claims, "claims")
        try write(run.diagnoses, "diagnoses")
        try write(run.findings, "findings")
        try write(run.facts.images, "images")
        try take(outline[end...])
    }

    /// The lines one level deeper. Line feeds occur only between tokens: in strings they are escaped.
    private static func indented(_ text: Data) -> Data {
        var result = Data(capacity: text.count + text.count / 8)
        var rest = text[...]
        while let feed = rest.firstIndex(of: UInt8(ascii: "\n")) {
            result.append(rest[...feed])
            rest = rest[(feed + 1)...]
            // The encoder does not indent the empty line of an empty list.
            if rest.first != UInt8(ascii: "\n") {
                result.append(contentsOf: [UInt8(ascii: " "), UInt8(ascii: " ")])
            }
        }
        result.append(rest)
        return result
    }
}

/// The empty list of a key of the outermost object.
private struct EmptyList {
    /// From its opening bracket to behind its closing one.
    let range: Range<Data.Index>

    init?(of key: String, in text: Data) {
        let name = Array("\"\(key)\"".utf8)
        var depth = 0
        var index = text.startIndex
        var isFound = false
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "\""):
                let end = Self.endOfString(in: text, from: index)
                if depth == 1, text[index..<end].elementsEqual(name) { isFound = true }
                index = end
                continue
            case UInt8(ascii: "["):
                if isFound, depth == 1, let end = text[index...].firstIndex(of: UInt8(ascii: "]")) {
                    range = index..<(end + 1)
                    return
                }
                depth += 1
            case UInt8(ascii: "{"):
                depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
            default:
                break
            }
            index += 1
        }
        return nil
    }

    /// Behind the closing quote.
    private static func endOfString(in text: Data, from start: Data.Index) -> Data.Index {
        var index = start + 1
        while index < text.endIndex, text[index] != UInt8(ascii: "\"") {
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, text.endIndex)
    }
}
