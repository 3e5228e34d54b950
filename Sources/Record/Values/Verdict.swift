/// What can be said of a claim, an image or a run.
package enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// Every byte was proven.
    case verified
    /// No fault was seen, at a depth that proves nothing about the bytes of blobs: less than verified.
    case unproven
    /// A fault is there that a recorded override lets pass: the deploy may go on, and nothing more is proven by it.
    case overridden
    /// Not everything could be asked: unknown is not good.
    case undecided
    /// Wrong content, or proven absence.
    case refused

    /// Whether the deploy may go on.
    package var isGood: Bool { self == .verified || self == .unproven || self == .overridden }

    /// The verdict of the whole from those of its parts: refused beats undecided beats overridden beats unproven
    /// beats verified.
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
