/// A running hash that records its state at every MiB: the work of a `StreamingHash`, plus 32 or 64 bytes per MiB.
package struct CheckpointingHash: Sendable {
    private var hash: StreamingHash
    private var states: [UInt8] = []
    private var untilCheckpoint = CheckpointList.interval

    package init(_ function: StreamingHash.Function) { hash = StreamingHash(function) }

    /// Continues an interrupted stream from its state at `index` MiB; `nil` if the list has no such state.
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
                // A MiB is a multiple of every block length, so the state exists.
                _ = hash.appendState(to: &states)
                untilCheckpoint = CheckpointList.interval
            }
        }
    }

    /// The number of states so far, without the initial one.
    package var stateCount: Int { states.count / hash.function.hashLength }

    /// The states after the first `count`, as a list of their own; `nil` if there are not as many.
    package func states(after count: Int) -> CheckpointList? {
        guard (0...stateCount).contains(count) else { return nil }
        let length = hash.function.hashLength
        return CheckpointList(
            known: hash.function, size: Int64(stateCount - count) * CheckpointList.interval,
            states: Array(states[(count * length)...]))
    }

    /// The number of bytes hashed, including those before a resumed state.
    package var count: Int64 { hash.count }

    /// The hash of all bytes so far.
    package var value: [UInt8] { hash.value }

    package var checkpoints: CheckpointList {
        CheckpointList(known: hash.function, size: hash.count, states: states)
    }
}
