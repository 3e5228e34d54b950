/// Compares streams of right and wrong bytes and records where they differ, in constant memory.
struct DiffCollector {
    /// One run of wrong bytes.
    struct Run: Equatable {
        /// From the first to the last byte that differs.
        var bytes: Range<Int64>
        /// How many of them differ.
        var differing: Int64 = 0
        /// How many bits of them differ.
        var bits = 0
        /// The run of zeros around the first wrong byte, including zeros that are right; empty if that byte is not zero.
        var zeros: Range<Int64>
        fileprivate var kept: [UInt8] = []
        fileprivate var keptRight: [UInt8] = []
        /// The lowest wrong bit of the first wrong byte.
        var firstBit = 0

        /// The bytes from the first to the last wrong one, as far as stored, for classification.
        var opening: [UInt8] { Array(kept.prefix(bytes.count)) }

        /// The right bytes at the same offsets.
        var rightOpening: [UInt8] { Array(keptRight.prefix(bytes.count)) }

        /// Whether all the wrong bytes are zeros.
        var isZeros: Bool { zeros.lowerBound <= bytes.lowerBound && bytes.upperBound <= zeros.upperBound }
    }

    /// This many equal bytes separate two runs.
    static let gap: Int64 = 64 << 10
    /// The most bytes stored per run.
    static let openingLength = 4096
    /// The most runs recorded. A blob with more is wrong everywhere.
    static let mostRuns = 64

    private(set) var runs: [Run] = []
    /// Whether there were more runs than recorded.
    private(set) var isFull = false
    /// The end of the last differing byte, in a recorded run or not; `nil` if none differs.
    private(set) var end: Int64?
    private var position: Int64
    /// The start of the zeros that the wrong bytes currently end with.
    private var zerosFrom: Int64
    private var isOpen = false

    /// Starts a comparison at an offset in the blob.
    init(from offset: Int64) {
        position = offset
        zerosFrom = offset
    }

    /// Continues at a later offset; the bytes in between are not compared.
    mutating func skip(to offset: Int64) {
        guard offset != position else { return }
        isOpen = false
        position = offset
        zerosFrom = offset
    }

    /// Compares as many bytes as both streams have.
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
