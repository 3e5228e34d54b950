/// What can be said of a claim, an image or a run.
public enum Verdict: String, Hashable, Sendable, Codable {
    /// Every byte was proven.
    case verified
    /// No fault was seen, at a depth that proves nothing about the bytes of blobs: less than verified.
    case unproven
    /// Not everything could be asked: unknown is not good.
    case undecided
    /// Wrong content, or proven absence.
    case refused

    /// Whether nothing was seen that speaks against the deploy.
    var isGood: Bool { self == .verified || self == .unproven }

    /// The verdict of the whole from those of its parts: refused beats undecided beats unproven beats verified.
    public static func combined(_ parts: some Sequence<Verdict>) -> Verdict {
        parts.reduce(.verified) { $0.rank >= $1.rank ? $0 : $1 }
    }

    private var rank: Int {
        switch self {
        case .verified: 0
        case .unproven: 1
        case .undecided: 2
        case .refused: 3
        }
    }
}
