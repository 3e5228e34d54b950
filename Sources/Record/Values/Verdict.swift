/// The verdict on a claim, an image or a run.
package enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// Every byte was proven.
    case verified
    /// No fault was found, but at a depth that does not prove the bytes of blobs.
    case unproven
    /// A recorded override waives a fault. The deploy may continue, but nothing is proven by it.
    case overridden
    /// Not everything could be checked: unknown is not good.
    case undecided
    /// Wrong content, or proven absence.
    case refused

    /// Whether the deploy may continue.
    package var isGood: Bool { self == .verified || self == .unproven || self == .overridden }

    /// The combined verdict of several parts: refused beats undecided beats overridden beats unproven beats verified.
    package static func combined(_ parts: some Sequence<Verdict>) -> Verdict {
        parts.reduce(.verified) { $0.rank >= $1.rank ? $0 : $1 }
    }

    private var rank: Int {
        switch self {
        case .verified: 0
        case .unproven: 1
        case .overridden: 2
        case .undecided: 3
        case .refused: 4
        }
    }
}
