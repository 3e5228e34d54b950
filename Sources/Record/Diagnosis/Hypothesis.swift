/// What may have caused a fault, with the facts for and against it: never a bare guess.
package struct Hypothesis: Codable, Hashable, Sendable {
    /// How far the evidence goes.
    package enum Confidence: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
        /// The evidence shows it.
        case shown
        /// The evidence supports it, and nothing weighty opposes it.
        case likely
        /// It fits, and so does something else.
        case possible
        /// Something supports it, and weightier facts oppose it.
        case unlikely

        /// The better founded comes first.
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
    /// The backends that it accuses; empty for the storage behind all.
    package let backends: [String]
    /// What is supposed to have happened.
    @Described package var statement: CauseStatement
    /// Never empty.
    package let supports: [Described<CauseFact>]
    package let opposes: [Described<CauseFact>]

    /// `nil` where nothing supports it.
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
}
