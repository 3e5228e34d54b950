/// What several reads of the same content show together.
package indirect enum ReadSeries: Codable, Hashable, Sendable {
    /// None of this many tries succeeded; this is the last.
    case tries(last: Evidence, count: Int)
    /// Bad at first, then good on a new connection.
    case recovered(first: Evidence)
    /// Twice the same.
    case same(evidence: Evidence)
    case changed(first: Evidence, again: Evidence)
    /// Bad, and then it could not be read again.
    case unread(first: Evidence, fault: Evidence)
    /// Good and bad, in the order of the reads; `unread` is what kept the last one from being made.
    case flapping(runs: [ReadRun], unread: Evidence?)
}

/// Reads in a row that observed the same.
package struct ReadRun: Codable, Hashable, Sendable {
    /// `nil` for good reads.
    package let evidence: Evidence?
    package let count: Int

    package init(_ evidence: Evidence?, count: Int) {
        self.evidence = evidence
        self.count = count
    }
}

/// What became of a foreign layer after the registry said that it does not have it.
package indirect enum ForeignLookup: Codable, Hashable, Sendable {
    /// Its descriptor has no URL.
    case noURL
    /// The run does not ask the URLs, of which this is the first: it needs another option for that.
    case left(url: String, more: Int, needs: Need)
    /// The URL is not one that is asked: it is not https, or has user information.
    case refusedURL(url: String)
    case failed(url: String, evidence: Evidence)
    case nothingAsked

    /// What would make a run ask the URLs.
    package enum Need: String, Codable, Hashable, Sendable, CaseIterable {
        case foreign
        case depth
    }
}
