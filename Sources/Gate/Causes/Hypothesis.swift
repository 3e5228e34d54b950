/// What may lie behind a fault, with the facts that speak for it and those that speak against it: never a bare guess.
public struct Hypothesis: Hashable, Sendable {
    /// How far the evidence carries.
    public enum Standing: String, Hashable, Sendable, CaseIterable, Comparable {
        /// The evidence shows it.
        case shown
        /// The evidence speaks for it, and nothing weighty against it.
        case likely
        /// It fits, and so does something else.
        case possible
        /// Something speaks for it, and weightier facts against it.
        case unlikely

        /// The better founded comes first.
        public static func < (left: Standing, right: Standing) -> Bool { left.rank < right.rank }

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
    public let kind: CauseKind
    /// How far the evidence carries.
    public let standing: Standing
    /// The backends that it accuses; empty for the storage behind all.
    public let backends: [String]
    /// What is supposed to have happened, in one sentence without a full stop.
    public let statement: String
    /// The facts that speak for it, with names and numbers; never empty.
    public let supports: [String]
    /// The facts that speak against it.
    public let opposes: [String]

    /// A cause with its facts; `nil` where nothing speaks for it.
    public init?(
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
