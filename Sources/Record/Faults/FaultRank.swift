extension Sequence<Fault> {
    /// Worst first: by weight, then content before absence before access, causes before consequences, and more affected images
    /// first.
    package var worstFirst: [Fault] {
        func rank(_ fault: Fault) -> (Finding.Weight, Int, Int) { (fault.weight, fault.code.rank, -fault.images.count) }
        return enumerated().sorted { left, right in
            let ranks = (rank(left.element), rank(right.element))
            return ranks.0 == ranks.1 ? left.offset < right.offset : ranks.0 < ranks.1
        }.map(\.element)
    }
}

extension FindingCode {
    /// Among faults of the same weight, a lower rank is shown first.
    package var rank: Int {
        switch family {
        case .content: 0
        case .absence: 1
        case .access: isConsequence ? 3 : 2
        }
    }
}
