import Testing

@testable import Transfer

private let mebibyte = 1 << 20

/// Aperiodic bytes, so that no two pieces are equal.
private func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        for index in 0..<count {
            if index % 8 == 0 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
            }
            buffer[index] = UInt8(truncatingIfNeeded: state >> UInt64(index % 8 * 8))
        }
        filled = count
    }
}

private let stream = noise(7 * mebibyte + 3 * mebibyte / 10)

/// Feeds bytes in pieces of varying, odd lengths.
private func feed(_ bytes: ArraySlice<UInt8>, _ lengths: [Int], _ take: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { whole in
        var start = 0
        var turn = 0
        while start < whole.count {
            let end = min(whole.count, start + lengths[turn % lengths.count])
            take(UnsafeRawBufferPointer(rebasing: whole[start..<end]))
            start = end
            turn += 1
        }
    }
}

private let lengths = [[65_537], [1_048_576], [99_991, 1, 63], [3_000_001], [4096]]

private func checkpointed(
    _ bytes: ArraySlice<UInt8>, _ function: StreamingHash.Function, _ lengths: [Int] = [65_537]
) -> CheckpointingHash {
    var hash = CheckpointingHash(function)
    feed(bytes, lengths) { hash.update($0) }
    return hash
}

private func hash(_ bytes: ArraySlice<UInt8>, _ function: StreamingHash.Function) -> [UInt8] {
    StreamingHash.hash(Array(bytes), with: function)
}

@Suite struct CheckpointTests {
    static let functions = [StreamingHash.Function.sha256, .sha512]
    static let sizes = [
        0, 1, mebibyte - 1, mebibyte, mebibyte + 1, 2 * mebibyte - 64, 3 * mebibyte, 4 * mebibyte + 777, stream.count,
    ]

    @Test(arguments: functions, sizes) func eachStateLeadsToTheSameHash(function: StreamingHash.Function, size: Int)
        throws
    {
        let bytes = stream[..<size]
        let right = hash(bytes, function)
        let list = checkpointed(bytes, function).checkpoints
        #expect(list.size == Int64(size))
        #expect(list.count == size / mebibyte)
        #expect(list.states.count == list.count * function.hashLength)
        #expect(list.pieces == (size + mebibyte - 1) / mebibyte)
        #expect(list.state(at: list.count + 1) == nil)
        #expect(list.state(at: -1) == nil)
        for lengths in lengths {
            let other = checkpointed(bytes, function, lengths)
            #expect(other.checkpoints == list)
            #expect(other.value == right)
        }
        for index in 0...list.count {
            let checkpoint = try #require(list.state(at: index))
            #expect(checkpoint.offset == Int64(index * mebibyte))
            var resumed = StreamingHash(resuming: checkpoint)
            #expect(resumed.count == checkpoint.offset)
            #expect(resumed.checkpoint == checkpoint)
            feed(bytes[(index * mebibyte)...], lengths[index % lengths.count]) { resumed.update($0) }
            #expect(resumed.value == right)
            #expect(resumed.count == Int64(size))

            var continued = try #require(CheckpointingHash(continuing: list, at: index))
            feed(bytes[(index * mebibyte)...], [123_457]) { continued.update($0) }
            #expect(continued.value == right)
            #expect(continued.checkpoints == list)
        }
        #expect(CheckpointingHash(continuing: list, at: list.count + 1) == nil)
    }

    @Test(arguments: functions) func statesExistOnlyBetweenBlocks(function: StreamingHash.Function) {
        var hash = StreamingHash(function)
        for length in 0..<300 {
            #expect((hash.checkpoint != nil) == (length % function.blockLength == 0))
            #expect(hash.count == Int64(length))
            #expect(hash.function == function)
            [UInt8(7)].withUnsafeBytes { hash.update($0) }
        }
    }

    /// The bit count carries into the next word of the counter: the hash of a very long stream, resumed near that
    /// point.
    @Test(arguments: functions) func farOffsetsAreCounted(function: StreamingHash.Function) throws {
        let state = try #require(StreamingHash(function).checkpoint).state
        for offset: Int64 in [1 << 28, 1 << 29, 1 << 32, 1 << 33, 1 << 40, 1 << 60] {
            var hash = StreamingHash(resuming: try #require(HashCheckpoint(function, offset: offset, state: state)))
            #expect(hash.count == offset)
            let before = offset - Int64(function.blockLength)
            var other = StreamingHash(resuming: try #require(HashCheckpoint(function, offset: before, state: state)))
            let block = stream.prefix(function.blockLength)
            feed(block, [7]) { other.update($0) }
            #expect(other.count == offset)
            // The same words with a different count are padded differently.
            let words = try #require(other.checkpoint?.state)
            hash = StreamingHash(resuming: try #require(HashCheckpoint(function, offset: offset, state: words)))
            #expect(hash.value == other.value)
            hash = StreamingHash(resuming: try #require(HashCheckpoint(function, offset: before, state: words)))
            #expect(hash.value != other.value)
        }
    }

    @Test(arguments: functions) func malformedStatesAreRejected(function: StreamingHash.Function) {
        let state = [UInt8](repeating: 1, count: function.hashLength)
        #expect(HashCheckpoint(function, offset: 1 << 20, state: state) != nil)
        #expect(HashCheckpoint(function, offset: 1, state: state) == nil)
        #expect(HashCheckpoint(function, offset: -(1 << 20), state: state) == nil)
        #expect(HashCheckpoint(function, offset: .max - 127, state: state) == nil)
        #expect(HashCheckpoint(function, offset: 0, state: state + [0]) == nil)
        #expect(CheckpointList(function, size: 1 << 20, states: []) == nil)
        #expect(CheckpointList(function, size: -1, states: []) == nil)
        #expect(CheckpointList(function, size: .max, states: state) == nil)
        #expect(CheckpointList(function, size: (2 << 20) - 1, states: state) != nil)
    }

    @Test(arguments: functions, sizes) func aListIsReadBack(function: StreamingHash.Function, size: Int) {
        let list = checkpointed(stream[..<size], function).checkpoints
        let encoded = list.encoded
        #expect(encoded.count == 16 + size / mebibyte * function.hashLength)
        #expect(CheckpointList(encoded: encoded) == list)
        #expect(CheckpointList(encoded: encoded + [0]) == nil)
        #expect(CheckpointList(encoded: encoded.dropLast()) == nil)
        #expect(CheckpointList(encoded: []) == nil)
        for index in encoded.indices.filter({ $0 < 20 || $0 % 13 == 0 }) {
            for bit in 0..<8 {
                var damaged = encoded
                damaged[index] ^= 1 << UInt8(bit)
                #expect(CheckpointList(encoded: damaged) == nil, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func theFirstDifferenceIsFound() {
        let list = checkpointed(stream[...], .sha256).checkpoints
        #expect(list.firstDifference(from: list) == nil)
        for piece in 0..<8 {
            var bytes = stream
            bytes[piece * mebibyte + 4711] ^= 1
            let other = checkpointed(bytes[...], .sha256).checkpoints
            // After the last state there is nothing to compare.
            #expect(list.firstDifference(from: other) == (piece < 7 ? piece : nil))
        }
        let cut = checkpointed(stream[..<(3 * mebibyte)], .sha256).checkpoints
        #expect(list.firstDifference(from: cut) == nil)
        #expect(list.firstDifference(from: checkpointed(stream[...], .sha512).checkpoints) == nil)
    }
}

@Suite struct CheckpointVerifierTests {
    private func verifier(
        _ size: Int, _ function: StreamingHash.Function = .sha256, _ pieces: Range<Int>? = nil
    ) throws -> CheckpointVerifier {
        let right = checkpointed(stream[..<size], function)
        return try #require(CheckpointVerifier(right.checkpoints, whole: right.value, pieces: pieces))
    }

    @Test(arguments: CheckpointTests.functions, CheckpointTests.sizes)
    func correctBytesAreGood(function: StreamingHash.Function, size: Int) throws {
        for lengths in lengths {
            var check = try verifier(size, function)
            #expect(check.isComplete == (size == 0))
            feed(stream[..<size], lengths) { check.update($0) }
            #expect(check.isGood)
            #expect(check.range == 0..<Int64(size))
            feed([0], [1]) { check.update($0) }
            #expect(check.excess == 1)
            #expect(!check.isGood)
        }
    }

    @Test(arguments: CheckpointTests.functions) func aFlippedBitAffectsOnlyItsPiece(
        function: StreamingHash.Function
    ) throws {
        let right = checkpointed(stream[...], function)
        for piece in 0..<8 {
            let range = piece * mebibyte..<min((piece + 1) * mebibyte, stream.count)
            for place in [range.lowerBound, range.lowerBound + 300_007, range.upperBound - 1] {
                var bytes = stream
                bytes[place] ^= 0x10
                var check = try #require(CheckpointVerifier(right.checkpoints, whole: right.value))
                feed(bytes[...], [70_001]) { check.update($0) }
                #expect(check.badPieces == [piece])
                #expect(check.isComplete)
                #expect(!check.isGood)
                for other in [0, piece, 7] {
                    let other = other * mebibyte..<min((other + 1) * mebibyte, bytes.count)
                    let good = bytes[other].withUnsafeBytes {
                        CheckpointVerifier.verify(
                            $0, asPiece: other.lowerBound / mebibyte, of: right.checkpoints, whole: right.value)
                    }
                    #expect(good == (other != range))
                }
            }
        }
    }

    @Test func allBadPiecesAreReported() throws {
        var bytes = stream
        for place in [0, 2 * mebibyte + 5, 3 * mebibyte, stream.count - 1] { bytes[place] ^= 1 }
        var check = try verifier(stream.count)
        feed(bytes[...], [99_991, 1, 63]) { check.update($0) }
        #expect(check.badPieces == [0, 2, 3, 7])
    }

    @Test(arguments: [0..<1, 0..<8, 3..<5, 7..<8, 6..<8, 4..<4]) func aRangeIsVerifiedAlone(pieces: Range<Int>) throws {
        var check = try verifier(stream.count, .sha256, pieces)
        let range = Int(check.range.lowerBound)..<Int(check.range.upperBound)
        #expect(range == pieces.lowerBound * mebibyte..<min(pieces.upperBound * mebibyte, stream.count))
        feed(stream[range], [65_537]) { check.update($0) }
        #expect(check.isGood)

        guard !pieces.isEmpty else { return }
        var short = try verifier(stream.count, .sha256, pieces)
        feed(stream[range].dropLast(), [65_537]) { short.update($0) }
        #expect(!short.isGood)
        #expect(!short.isComplete)
        #expect(short.checked == pieces.count - 1)
        #expect(short.badPieces.isEmpty)

        var shifted = try verifier(stream.count, .sha256, pieces)
        feed(range.lowerBound == 0 ? stream[1...] : stream[(range.lowerBound - 1)...], [65_537]) { shifted.update($0) }
        #expect(shifted.badPieces.first == pieces.lowerBound)
    }

    @Test func aWrongHashOfTheWholeMakesTheLastPieceBad() throws {
        let right = checkpointed(stream[..<(2 * mebibyte)], .sha256)
        let other = hash(stream[..<5], .sha256)
        var check = try #require(CheckpointVerifier(right.checkpoints, whole: other))
        feed(stream[..<(2 * mebibyte)], [65_537]) { check.update($0) }
        #expect(check.badPieces == [1])
    }

    @Test func missingPiecesAreNotVerified() throws {
        let right = checkpointed(stream[..<(2 * mebibyte + 1)], .sha256)
        let list = right.checkpoints
        #expect(CheckpointVerifier(list, whole: right.value, pieces: 2..<4) == nil)
        #expect(CheckpointVerifier(list, whole: right.value, pieces: -1..<1) == nil)
        #expect(CheckpointVerifier(list, whole: []) == nil)
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        for piece in [3, -1, Int.max] {
            #expect(!CheckpointVerifier.verify(empty, asPiece: piece, of: list, whole: right.value))
        }
        #expect(!CheckpointVerifier.verify(empty, asPiece: 0, of: list, whole: right.value))
        let last = Int64(2 << 20)..<Int64((2 << 20) + 1)
        #expect(list.range(ofPiece: 2) == last)
        #expect(list.range(ofPiece: .max).isEmpty)
        #expect(list.range(ofPiece: 3).isEmpty)
    }
}
