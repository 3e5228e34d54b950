/// The records of an extended header: `LENGTH KEY=VALUE\n` (POSIX pax, pax Extended Header).
struct PaxRecords {
    /// The maximum size of the records, in bytes: nodes refuse more.
    static let limit = 1 << 20

    /// The size of the next entry's content, if a record sets it.
    private(set) var size: Int64?
    /// The path of the next entry, if a record sets it.
    private(set) var path: String?
    /// The link target of the next entry, if a record sets it.
    private(set) var target: String?

    /// Parses the records; other keys are ignored.
    init(_ bytes: [UInt8]) throws(TarError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: UInt8(ascii: " ")), space - rest.startIndex <= 10,
                let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
                length > space - rest.startIndex + 1, length <= rest.count
            else { throw TarError("a record of an extended tar header has a wrong length") }
            let record = rest[(space + 1)..<(rest.startIndex + length)]
            rest = rest[(rest.startIndex + length)...]
            guard record.last == UInt8(ascii: "\n"), let equals = record.firstIndex(of: UInt8(ascii: "=")),
                equals > record.startIndex
            else { throw TarError("a record of an extended tar header is not KEY=VALUE") }
            let value = String(decoding: record[(equals + 1)...].dropLast(), as: UTF8.self)
            switch String(decoding: record[..<equals], as: UTF8.self) {
            case "path": path = value.isEmpty ? nil : value
            case "linkpath": target = value.isEmpty ? nil : value
            case "size": try takeSize(value)
            default: continue
            }
        }
    }

    private mutating func takeSize(_ value: String) throws(TarError) {
        // An empty value resets an earlier one.
        if value.isEmpty {
            size = nil
            return
        }
        guard let stated = Int64(value), stated >= 0 else {
            throw TarError("the size in an extended tar header is not a number")
        }
        size = stated
    }
}
