import Foundation

/// Counts the requests and body bytes in the access log of a registry, from where the last count ended.
final class AccessCounter {
    /// What a part of a log says.
    struct Count: Hashable, Sendable {
        var requests = 0
        var bytes: Int64 = 0

        static func + (left: Count, right: Count) -> Count {
            Count(requests: left.requests + right.requests, bytes: left.bytes + right.bytes)
        }
    }

    private let file: URL
    private var offset: UInt64 = 0

    init(_ file: URL) { self.file = file }

    /// What was added since the last call.
    func next() throws -> Count {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        try handle.seek(toOffset: offset)
        let added = try handle.readToEnd() ?? Data()
        // The rest of a line that is being written belongs to the next call.
        guard let end = added.lastIndex(of: UInt8(ascii: "\n")) else { return Count() }
        offset += UInt64(end - added.startIndex + 1)
        return Self.count(added[added.startIndex...end])
    }

    /// Lines in the combined log format: `HOST - - [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT"`. Other lines do not count.
    static func count(_ text: Data) -> Count {
        text.split(separator: UInt8(ascii: "\n")).reduce(Count()) { sum, line in
            let quoted = line.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
            guard quoted.count >= 3, quoted[0].last == UInt8(ascii: " ") else { return sum }
            let fields = quoted[2].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard fields.count == 2, let status = Int(fields[0]), (100...599).contains(status) else { return sum }
            // For a HEAD, the registry logs the length of the body that it does not send.
            let body = quoted[1].starts(with: Array("HEAD ".utf8)) ? 0 : Int64(fields[1]) ?? 0
            return Count(requests: sum.requests + 1, bytes: sum.bytes + body)
        }
    }
}
