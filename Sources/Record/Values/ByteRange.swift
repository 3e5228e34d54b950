internal import OCI

/// A byte range of a blob or a reply, encoded with inclusive ends: `{"first": 0, "last": 99}`.
@propertyWrapper
package struct ByteRange: Codable, Hashable, Sendable {
    package var wrappedValue: Range<Int64>

    package init(wrappedValue: Range<Int64>) { self.wrappedValue = wrappedValue }

    private enum CodingKeys: String, CodingKey {
        case first
        case last
    }

    /// Rejects a range that ends before it begins or that no blob can have.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let first = try values.decode(Int64.self, forKey: .first)
        let last = try values.decode(Int64.self, forKey: .last)
        guard first >= 0, last >= first - 1, last < .max else {
            throw DecodingError.invalid("bytes \(first) to \(last) are not a range", at: values.codingPath)
        }
        wrappedValue = first..<(last + 1)
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(wrappedValue.lowerBound, forKey: .first)
        try values.encode(wrappedValue.upperBound - 1, forKey: .last)
    }
}
