internal import OCI

/// One classified fault: what it is, where it was seen, and the evidence.
package struct Finding: Codable, Hashable, Sendable {
    /// What a finding does to the verdict.
    package enum Weight: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
        /// The deploy must not continue.
        case refuses
        /// Nothing is proven.
        case undecided
        /// Shown only: what a standby backend lacks, and what a policy or an override waives.
        case reported

        /// The graver weight comes first.
        package static func < (left: Weight, right: Weight) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .refuses: 0
            case .undecided: 1
            case .reported: 2
            }
        }
    }

    package let code: FindingCode
    package let weight: Weight
    package let place: FaultPlace
    @Described package var evidence: Evidence
    /// The override that waives it, if one does.
    package private(set) var override: Override?

    /// - Parameter weight: By default a fault of access leaves the claim undecided, and every other refuses.
    package init(_ code: FindingCode, weight: Weight? = nil, at place: FaultPlace, _ evidence: Evidence) {
        self.code = code
        self.weight = weight ?? (code.family == .access ? .undecided : .refuses)
        self.place = place
        _evidence = Described(evidence)
    }

    /// Whether it is about a reply whose bytes are right: reported, and says nothing about the content.
    package var isRemark: Bool {
        guard weight == .reported else { return false }
        switch code {
        case .contentHeader, .contentMediaType: return true
        default: return false
        }
    }

    /// The verdict that it leads to.
    package var verdict: Verdict {
        switch weight {
        case .refuses: .refused
        case .undecided: .undecided
        case .reported: override == nil ? .verified : .overridden
        }
    }

    /// The same fault, reported only.
    package func waived(by override: Override) -> Finding {
        var waived = Finding(code, weight: .reported, at: place, evidence)
        waived.override = override
        return waived
    }
}
