import OCI

enum ListLine {
    case blank
    case reference(ImageReference)
    case fault(InputFault.Reason)

    /// Parses a line without its line feed; a preceding carriage return is dropped.
    init(_ line: ArraySlice<UInt8>, _ shortNames: ShortNames) {
        guard line.count <= ListLimit.lineBytes else {
            self = .fault(.lineTooLong(bytes: line.count))
            return
        }
        guard !line.contains(0) else {
            self = .fault(.nulByte)
            return
        }
        let content = Self.content(of: line.last == 0x0d ? line.dropLast() : line)
        guard let text = String(validating: content, as: UTF8.self) else {
            self = .fault(.notUTF8)
            return
        }
        guard !text.isEmpty else {
            self = .blank
            return
        }
        do {
            self = .reference(try ImageReference(parsing: text, shortNames: shortNames))
        } catch {
            self = .fault(.reference(text: text, error))
        }
    }

    /// The line without its comment and surrounding whitespace.
    private static func content(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let comment = line.indices.first { index in
            line[index] == UInt8(ascii: "#") && (index == line.startIndex || isSpace(line[index - 1]))
        }
        let written = line[..<(comment ?? line.endIndex)].drop(while: isSpace)
        guard let last = written.lastIndex(where: { !isSpace($0) }) else { return [] }
        return written[...last]
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
