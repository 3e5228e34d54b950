internal import OCI

/// What "bad, then good" means (`policy.flapping`): pure.
package enum FlappingPolicy: Hashable, Sendable, TextCodable {
    /// Whoever served wrong bytes once is refused.
    case refuse
    /// So many good reads in a row, on new connections and after the last bad one, make it pass; the report tells.
    case reads(Int)

    /// How many good reads may be asked for.
    package static let range = 1...100

    /// How many good reads in a row a later look wants of a path that was bad and good in an earlier look of its run:
    /// one good read more says nothing new of it.
    package static let confirmations = 3

    /// Reads `refuse` or `reads:N`; `nil` when it is neither.
    package init?(_ text: String) {
        guard text != "refuse" else {
            self = .refuse
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "reads", let count = Int(parts[1].drop { $0 == " " }),
            Self.range.contains(count)
        else { return nil }
        self = .reads(count)
    }

    /// The values, for the message about another one.
    package static var expected: String {
        "refuse, or reads:N with N from \(range.lowerBound) to \(range.upperBound)"
    }

    /// As it is written: `refuse`, `reads:3`.
    package var description: String {
        switch self {
        case .refuse: "refuse"
        case .reads(let count): "reads:\(count)"
        }
    }

    /// How many good reads in a row a path needs that was bad and good in an earlier look.
    package var confirmations: Int {
        switch self {
        case .refuse: Self.confirmations
        case .reads(let count): max(count, Self.confirmations)
        }
    }

    /// Whether these attempts, in order, were bad first, and then good often enough, with nothing else in between.
    package func accepts(_ codes: [FindingCode?]) -> Bool {
        guard case .reads(let wanted) = self, let last = codes.lastIndex(where: { $0 != nil }) else { return false }
        let before = codes[...last]
        let firstGood = before.firstIndex { $0 == nil } ?? before.endIndex
        let grave = before.indices.filter { before[$0].map { $0.family != .access } ?? false }
        return !grave.isEmpty && grave.allSatisfy { $0 < firstGood && before[$0]?.family == .content }
            && codes.count - last - 1 >= wanted
    }
}

extension FlappingPolicy {
    package init?(text: String) { self.init(text) }
}
