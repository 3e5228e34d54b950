/// A possible cause of a fault, with the facts for and against it.
package struct Hypothesis: Codable, Hashable, Sendable {
    /// How well the evidence supports the hypothesis.
    package enum Confidence: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
        /// The evidence shows it.
        case shown
        /// The evidence supports it; no strong fact opposes it.
        case likely
        /// It fits, but so does another cause.
        case possible
        /// Some evidence supports it, but stronger facts oppose it.
        case unlikely

        /// Higher confidence sorts first.
        package static func < (left: Confidence, right: Confidence) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .shown: 0
            case .likely: 1
            case .possible: 2
            case .unlikely: 3
            }
        }
    }

    package let kind: CauseKind
    package let confidence: Confidence
    /// The suspected backends; empty for the storage behind all of them.
    package let backends: [String]
    /// The suspected event.
    @Described package var statement: CauseStatement
    /// Never empty.
    package let supports: [Described<CauseFact>]
    package let opposes: [Described<CauseFact>]

    /// `nil` if no fact supports it.
    package init?(
        _ kind: CauseKind, _ confidence: Confidence, on backends: [String] = [], _ statement: CauseStatement,
        for supports: [CauseFact?], against opposes: [CauseFact?] = []
    ) {
        let supports = supports.compactMap(\.self)
        guard !supports.isEmpty else { return nil }
        self.kind = kind
        self.confidence = confidence
        self.backends = backends
        _statement = Described(statement)
        self.supports = supports.map { Described($0) }
        self.opposes = opposes.compactMap(\.self).map { Described($0) }
    }

    /// The same hypothesis with at most this confidence, and one more fact against it.
    package func weighed(atBest: Confidence, against fact: CauseFact?) -> Hypothesis {
        let facts = opposes.map(\.wrappedValue)
        let more = fact.flatMap { facts.contains($0) ? nil : $0 }
        return Hypothesis(
            kind, max(confidence, atBest), on: backends, statement, for: supports.map(\.wrappedValue),
            against: facts + [more]) ?? self
    }
}
