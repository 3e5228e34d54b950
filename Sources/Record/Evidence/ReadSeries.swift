internal import OCI

/// The combined result of several reads of the same content.
package indirect enum ReadSeries: Codable, Hashable, Sendable {
    /// All `count` attempts failed; this is the last one.
    case tries(last: Evidence, count: Int)
    /// Bad at first, then good on a new connection.
    case recovered(first: Evidence)
    /// Both reads gave the same result.
    case same(evidence: Evidence)
    case changed(first: Evidence, again: Evidence)
    /// Bad at first; the second read failed.
    case unread(first: Evidence, fault: Evidence)
    /// All `count` reads ended at the same byte, before the end that each of them declared.
    case endedAlike(received: Int64, size: Int64, count: Int, cache: String?)
    /// Good and bad reads, in order; `unread` is what prevented the last one.
    case flapping(runs: [ReadRun], unread: Evidence?)
}

/// Consecutive reads with the same result.
package struct ReadRun: Codable, Hashable, Sendable {
    /// `nil` for good reads.
    package let evidence: Evidence?
    package let count: Int

    package init(_ evidence: Evidence?, count: Int) {
        self.evidence = evidence
        self.count = count
    }

    /// Rejects a number of reads that no run makes: a record may come from another machine.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        evidence = try values.decodeIfPresent(Evidence.self, forKey: .evidence)
        count = try values.decode(Int.self, forKey: .count)
        guard (1...1_000_000).contains(count) else {
            throw DecodingError.invalid("\(count) is not a number of reads", at: values.codingPath + [CodingKeys.count])
        }
    }
}

/// The result of asking the URLs in a descriptor.
package indirect enum ForeignLookup: Codable, Hashable, Sendable {
    /// Its descriptor has no URL.
    case noURL
    /// The URLs were not requested because an option is missing; this is the first of them.
    case left(url: String, more: Int, needs: Need)
    /// The URL is never requested: it is not http or https, or contains user information.
    case refusedURL(url: String)
    /// The URL is not requested: it leads to this private address, and the registry is public.
    case privateURL(url: String, address: String)
    case failed(url: String, evidence: Evidence)
    case nothingAsked

    /// The option that makes a run request the URLs.
    package enum Need: String, Codable, Hashable, Sendable, CaseIterable {
        case foreign
        case depth
    }
}
