/// Compares right and wrong bytes as both go by, and keeps where they differ: pure, with constant memory.
struct DiffCollector {
    /// Wrong bytes that belong together.
    struct Run: Equatable {
        /// From the first to the last byte that differs.
        var bytes: Range<Int64>
        /// How many of them differ.
        var differing: Int64 = 0
        /// How many bits of them differ.
        var bits = 0
        /// The zeros that the first of the wrong bytes stands in, wherever those are right too; empty where it is none.
        var zeros: Range<Int64>
        fileprivate var kept: [UInt8] = []
        fileprivate var keptRight: [UInt8] = []
        /// The lowest wrong bit of the first wrong byte.
        var firstBit = 0

        /// The wrong bytes from the first to the last, as far as they are kept: for a look at what they are.
        var opening: [UInt8] { Array(kept.prefix(bytes.count)) }

        /// The right bytes in the same place.
        var rightOpening: [UInt8] { Array(keptRight.prefix(bytes.count)) }

        /// Whether all the wrong bytes are zeros.
        var isZeros: Bool { zeros.lowerBound <= bytes.lowerBound && bytes.upperBound <= zeros.upperBound }
    }

    /// As many equal bytes make two runs of what would be one.
    static let gap: Int64 = 64 << 10
    /// How many bytes of each run are kept.
    static let openingLength = 4096
    /// No more runs are kept: a blob that is wrong in more places is wrong everywhere.
    static let mostRuns = 64

    private(set) var runs: [Run] = []
    /// Whether there were more runs than are kept.
    private(set) var isFull = false
    /// The end of the last byte that differs, in a run that is kept or not; `nil` when none does.
    private(set) var end: Int64?
    private var position: Int64
    /// Where the zeros begin that the wrong bytes end with so far.
    private var zerosFrom: Int64
    private var isOpen = false

    /// A comparison from an offset of the blob on.
    init(from offset: Int64) {
        position = offset
        zerosFrom = offset
    }

    /// Goes on at a later offset: what lies between was not compared.
    mutating func skip(to offset: Int64) {
        guard offset != position else { return }
        isOpen = false
        position = offset
        zerosFrom = offset
    }

    /// Takes as many bytes of each as both have.
    mutating func take(right: UnsafeRawBufferPointer, wrong: UnsafeRawBufferPointer) {
        for (good, bad) in zip(right, wrong) {
            if bad != 0 { zerosFrom = position + 1 }
            if good != bad { differ(good, bad) }
            if isOpen { pass(good, bad) }
            position += 1
        }
    }

    private mutating func differ(_ good: UInt8, _ bad: UInt8) {
        end = position + 1
        if !isOpen {
            guard runs.count < Self.mostRuns else { return isFull = true }
            isOpen = true
            runs.append(Run(bytes: position..<position + 1, zeros: min(zerosFrom, position)..<position))
            runs[runs.count - 1].firstBit = (good ^ bad).trailingZeroBitCount
        }
        let last = runs.count - 1
        runs[last].bytes = runs[last].bytes.lowerBound..<position + 1
        runs[last].differing += 1
        runs[last].bits += (good ^ bad).nonzeroBitCount
    }

    private mutating func pass(_ good: UInt8, _ bad: UInt8) {
        let last = runs.count - 1
        guard position - runs[last].bytes.upperBound < Self.gap else { return isOpen = false }
        if bad == 0, runs[last].zeros.upperBound == position {
            runs[last].zeros = runs[last].zeros.lowerBound..<position + 1
        }
        if runs[last].kept.count < Self.openingLength {
            runs[last].kept.append(bad)
            runs[last].keptRight.append(good)
        }
    }
}
