/// The states of a hash at every MiB of one stream.
///
/// They depend only on the bytes. If the hash of the whole stream was the expected one, each state is as trustworthy as
/// the hash itself. The stream is divided into *pieces* of 1 MiB, of which the last may be shorter; state `i` lies
/// between pieces `i - 1` and `i`.
package struct CheckpointList: Equatable, Sendable {
    /// The distance between two states, in bytes: 1 MiB.
    package static let interval: Int64 = 1 << 20

    package let function: StreamingHash.Function
    /// The number of bytes hashed.
    package let size: Int64
    /// The states at 1 MiB, 2 MiB and so on up to the end, concatenated: 32 or 64 bytes each.
    package let states: [UInt8]

    /// Creates a list; `nil` if the number of states does not match the size.
    package init?(_ function: StreamingHash.Function, size: Int64, states: [UInt8]) {
        guard size >= 0 else { return nil }
        let length = (size / Self.interval).multipliedReportingOverflow(by: Int64(function.hashLength))
        guard !length.overflow, length.partialValue == states.count else { return nil }
        self.function = function
        self.size = size
        self.states = states
    }

    init(known function: StreamingHash.Function, size: Int64, states: [UInt8]) {
        self.function = function
        self.size = size
        self.states = states
    }

    /// The number of states, without the initial one at 0.
    package var count: Int { states.count / function.hashLength }

    package var pieces: Int { count + (size % Self.interval == 0 ? 0 : 1) }

    /// The byte range of a piece.
    package func range(ofPiece index: Int) -> Range<Int64> {
        let start = index < pieces ? Int64(max(0, index)) * Self.interval : size
        return start..<min(start + Self.interval, size)
    }

    /// The state at `index` MiB, where 0 is the initial state; `nil` beyond the end.
    package func state(at index: Int) -> HashCheckpoint? {
        guard index != 0 else { return StreamingHash(function).checkpoint }
        guard index > 0, index <= count else { return nil }
        let length = function.hashLength
        let words = states[(index - 1) * length..<index * length]
        return HashCheckpoint(function, offset: Int64(index) * Self.interval, state: Array(words))
    }

    /// The first piece in which another stream of the same function differs, as far as both have states; `nil` if they
    /// agree that far or cannot be compared. The states say nothing about differences after that piece.
    package func firstDifference(from other: CheckpointList) -> Int? {
        guard function == other.function, states != other.states else { return nil }
        let length = function.hashLength
        let end = min(states.count, other.states.count)
        let first = (0..<end).first { states[$0] != other.states[$0] }
        return first.map { $0 / length }
    }
}

extension CheckpointList: Hashable {
    /// Hashes only a few fields, however long the list is.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(function)
        hasher.combine(size)
        for byte in states.suffix(8) { hasher.combine(byte) }
    }
}
