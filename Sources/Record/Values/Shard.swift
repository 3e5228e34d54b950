internal import OCI

/// One shard of a release that several runs prove together.
///
/// Every shard resolves all names, reads all manifests and pulls only its own blobs. The verdict on the release is that of the
/// merge of all shard reports.
package struct Shard: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The maximum number of shards. Each shard reads all manifests, so more would be a mistake.
    package static let most = 1000

    /// The number of the shard, from 1.
    package let index: Int
    /// The number of shards.
    package let total: Int

    /// `nil` unless `total` is 1 to ``most`` and `index` is 1 to `total`.
    package init?(_ index: Int, of total: Int) {
        guard (1...Self.most).contains(total), (1...total).contains(index) else { return nil }
        self.index = index
        self.total = total
    }

    /// Parses `INDEX/TOTAL`, such as `2/4`; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard parts.count == 2, isPlain, let index = Int(parts[0]), let total = Int(parts[1]) else { return nil }
        self.init(index, of: total)
    }

    /// Rejects numbers that are out of range.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard
            let shard = Shard(
                try values.decode(Int.self, forKey: .index), of: try values.decode(Int.self, forKey: .total))
        else {
            throw DecodingError.invalid("no such shard", at: values.codingPath)
        }
        self = shard
    }

    /// The accepted form, for error messages.
    package static let expected = "a shard as INDEX/TOTAL from 1/1 to \(most)/\(most), such as 2/4"

    /// `2 of 4`.
    package var description: String { "\(index) of \(total)" }
}
