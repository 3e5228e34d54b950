/// What may lie behind a fault, with the facts that speak for it and those that speak against it: never a bare guess.
package struct Hypothesis: Hashable, Sendable {
    /// How far the evidence carries.
    package enum Standing: String, Hashable, Sendable, CaseIterable, Comparable {
        /// The evidence shows it.
        case shown
        /// The evidence speaks for it, and nothing weighty against it.
        case likely
        /// It fits, and so does something else.
        case possible
        /// Something speaks for it, and weightier facts against it.
        case unlikely

        /// The better founded comes first.
        package static func < (left: Standing, right: Standing) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .shown: 0
            case .likely: 1
            case .possible: 2
            case .unlikely: 3
            }
        }
    }

    /// Which cause it is.
    package let kind: CauseKind
    /// How far the evidence carries.
    package let standing: Standing
    /// The backends that it accuses; empty for the storage behind all.
    package let backends: [String]
    /// What is supposed to have happened, in one sentence without a full stop.
    package let statement: String
    /// The facts that speak for it, with names and numbers; never empty.
    package let supports: [String]
    /// The facts that speak against it.
    package let opposes: [String]

    /// A cause with its facts; `nil` where nothing speaks for it.
    package init?(
        _ kind: CauseKind, _ standing: Standing, on backends: [String] = [], _ statement: String,
        for supports: [String?], against opposes: [String?] = []
    ) {
        let supports = supports.compactMap(\.self)
        guard !supports.isEmpty else { return nil }
        self.kind = kind
        self.standing = standing
        self.backends = backends
        self.statement = statement
        self.supports = supports
        self.opposes = opposes.compactMap(\.self)
    }
}
