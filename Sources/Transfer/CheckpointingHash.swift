/// A running hash that keeps its state at every MiB: the same work as a `StreamingHash`, and 32 or 64 bytes a MiB.
package struct CheckpointingHash: Sendable {
    private var hash: StreamingHash
    private var states: [UInt8] = []
    private var untilCheckpoint = CheckpointList.interval

    package init(_ function: StreamingHash.Function) { hash = StreamingHash(function) }

    /// Goes on where a stream broke off, from its state at `index` MiB; `nil` where the list has none.
    package init?(continuing list: CheckpointList, at index: Int) {
        guard let checkpoint = list.state(at: index) else { return nil }
        hash = StreamingHash(resuming: checkpoint)
        states = Array(list.states.prefix(index * list.function.hashLength))
    }

    /// Takes the next bytes of the stream.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int(untilCheckpoint))
            hash.update(UnsafeRawBufferPointer(rebasing: piece))
            rest = rest.dropFirst(piece.count)
            untilCheckpoint -= Int64(piece.count)
            if untilCheckpoint == 0 {
                // A MiB is a multiple of every block length: there is a state.
                _ = hash.appendState(to: &states)
                untilCheckpoint = CheckpointList.interval
            }
        }
    }

    /// How many bytes were hashed, those before a state that was continued among them.
    package var count: Int64 { hash.count }

    /// The hash of all bytes so far.
    package var value: [UInt8] { hash.value }

    package var checkpoints: CheckpointList {
        CheckpointList(known: hash.function, size: hash.count, states: states)
    }
}
