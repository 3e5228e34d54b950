internal import OCI

/// One classified fault: its code, where it was observed, and the evidence.
package struct Finding: Codable, Hashable, Sendable {
    /// The effect of a finding on the verdict.
    package enum Weight: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
        /// The deploy must not continue.
        case refuses
        /// Nothing is proven.
        case undecided
        /// Reported only: content missing on a standby, an unreachable standby, or waived by a policy or an override.
        case reported

        /// The more severe weight sorts first.
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
    /// The override that waives it, if any.
    package private(set) var override: Override?

    /// - Parameter weight: By default, access faults leave the claim undecided and all others refuse.
    package init(_ code: FindingCode, weight: Weight? = nil, at place: FaultPlace, _ evidence: Evidence) {
        self.code = code
        self.weight = weight ?? (code.family == .access ? .undecided : .refuses)
        self.place = place
        _evidence = Described(evidence)
    }

    /// Whether it only reports a reply whose bytes are right, so that it says nothing about the content.
    package var isRemark: Bool {
        guard weight == .reported else { return false }
        switch code {
        case .contentHeader, .contentMediaType: return true
        default: return false
        }
    }

    /// The resulting verdict.
    package var verdict: Verdict {
        switch weight {
        case .refuses: .refused
        case .undecided: .undecided
        case .reported: override == nil ? .verified : .overridden
        }
    }

    /// The same finding, reported only.
    package func waived(by override: Override) -> Finding {
        var waived = Finding(code, weight: .reported, at: place, evidence)
        waived.override = override
        return waived
    }
}
