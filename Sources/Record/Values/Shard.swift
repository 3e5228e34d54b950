/// One part of a release that several runs prove together: which of how many.
///
/// Every shard resolves all names and reads all manifests, and pulls the blobs of its own part only. None says anything of
/// the whole: that is the verdict of a merge of all their reports.
package struct Shard: Hashable, Sendable, Codable, CustomStringConvertible {
    /// More shards than this are a mistake: each of them reads all manifests.
    package static let most = 1000

    /// Its number, from 1.
    package let index: Int
    /// How many there are.
    package let total: Int

    /// A shard; `nil` unless it is one of 1 to ``most``.
    package init?(_ index: Int, of total: Int) {
        guard (1...Self.most).contains(total), (1...total).contains(index) else { return nil }
        self.index = index
        self.total = total
    }

    /// Reads `INDEX/TOTAL`, as in `2/4`; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard parts.count == 2, isPlain, let index = Int(parts[0]), let total = Int(parts[1]) else { return nil }
        self.init(index, of: total)
    }

    /// Reads what was encoded; refuses a number that is out of range.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard
            let shard = Shard(
                try values.decode(Int.self, forKey: .index), of: try values.decode(Int.self, forKey: .total))
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .index, in: values, debugDescription: "there is no such shard")
        }
        self = shard
    }

    /// What ``init(_:)-swift.init`` takes, for messages.
    package static let expected = "a shard as INDEX/TOTAL from 1/1 to \(most)/\(most), such as 2/4"

    /// `2 of 4`.
    package var description: String { "\(index) of \(total)" }
}
