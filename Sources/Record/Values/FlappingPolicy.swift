internal import OCI

/// How to judge content that was read wrong first and right later (`policy.flapping`).
package enum FlappingPolicy: Hashable, Sendable, TextCodable {
    /// A backend that served wrong bytes once is refused.
    case refuse
    /// This many consecutive good reads on new connections after the last bad one make it pass; the report mentions it.
    case reads(Int)

    /// The allowed number of good reads.
    package static let range = 1...100

    /// How many consecutive good reads a recheck requires of a path that flapped earlier in the run. A single good read would
    /// add nothing.
    package static let confirmations = 3

    /// Parses `refuse` or `reads:N`; `nil` otherwise.
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

    /// The allowed values, for error messages.
    package static var expected: String {
        "refuse, or reads:N with N from \(range.lowerBound) to \(range.upperBound)"
    }

    /// The written form: `refuse`, `reads:3`.
    package var description: String {
        switch self {
        case .refuse: "refuse"
        case .reads(let count): "reads:\(count)"
        }
    }

    /// How many consecutive good reads a path needs after it flapped earlier in the run.
    package var confirmations: Int {
        switch self {
        case .refuse: Self.confirmations
        case .reads(let count): max(count, Self.confirmations)
        }
    }

    /// Whether these attempts, in order, were bad first and then good often enough, with nothing else in between.
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
