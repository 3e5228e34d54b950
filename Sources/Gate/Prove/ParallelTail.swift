internal import OCI
internal import Record
internal import Registry
internal import Synchronization
internal import Transfer

/// The end of a large blob that is read in parts while a request for the whole reads the start.
///
/// One event loop verifies one body as fast as a core hashes. If another one is idle and the blob's hash states are known, it reads
/// parts from the end, each hashed from the state before it to the state after it, until both meet. The states need not be
/// trusted: that of the start is computed, each of the rest follows from the bytes, and the last one is the digest.
///
/// The request for the whole is the one that a node sends, and its head shows the framing. Where a part may come from elsewhere
/// than the whole (`PartSource.isCertain`), nothing is read in parts (invariant 10).
final class ParallelTail: Sendable {
    /// The smallest blob that is read like this.
    static let smallestBlob: Int64 = 64 << 20
    /// The number of pieces in a part.
    private static let partLength = 16
    /// How long a helper waits for an idle loop.
    private static let pause = Duration.milliseconds(50)

    private struct State {
        /// The first piece that a helper has taken.
        var taken: Int
        /// The verified parts, by their first piece.
        var done: [Int: CheckpointVerifier] = [:]
        var isOver = false
        var bytes: Int64 = 0
        var wrong: Wrong?
    }

    /// A part with wrong bytes.
    struct Wrong: Sendable {
        let evidence: PartEvidence
        /// The states that it was compared with.
        let states: CheckpointList
    }

    let boundary: ReadBoundary
    private let context: RunContext
    private let claim: Claim
    private let right: RightBytes
    private let grid: PieceGrid
    private let counter: ByteCounter
    private let state: Mutex<State>

    /// `nil` if the blob has to be read in one piece.
    init?(_ context: RunContext, _ claim: Claim, _ counter: ByteCounter) async {
        guard let size = claim.size, size >= Self.smallestBlob, PartSource(of: claim.backend).isCertain,
            context.helpers(for: claim) > 0, !context.rangeless.contains(claim.backend),
            let known = await context.checkpoints(of: claim.digest, size: size),
            let right = RightBytes(claim.digest, size: size, states: known.list, reference: .none)
        else { return nil }
        self.context = context
        self.claim = claim
        self.right = right
        self.counter = counter
        grid = PieceGrid(size: size, sliceBytes: claim.backend.cache?.sliceBytes)
        boundary = ReadBoundary(size: size)
        state = Mutex(State(taken: grid.count))
    }

    /// Reads the start with the given request while helpers read the end.
    func run<Value>(_ start: () async -> Value) async -> Value {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<context.helpers(for: claim) { group.addTask { await self.help() } }
            let value = await start()
            group.cancelAll()
            await group.waitForAll()
            return value
        }
    }

    /// The bytes that the parts took.
    var bytes: Int64 { state.withLock { $0.bytes } }

    /// The first part with wrong bytes.
    var wrongPart: Wrong? { state.withLock { $0.wrong } }

    /// The verified parts from the boundary to the end, in order.
    var parts: [CheckpointVerifier] {
        state.withLock { state in
            let first = grid.piece(at: boundary.offset)
            return state.done.filter { $0.key >= first }.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    private func help() async {
        while !Task.isCancelled {
            guard context.client.hasIdleLoop else {
                try? await Task.sleep(for: Self.pause)
                continue
            }
            guard let pieces = next(), let verifier = right.verifier(of: pieces) else { return }
            let read = await context.client.part(
                grid.bytes(of: pieces), ofBlob: claim.digest, of: claim.repository, from: claim.backend,
                acceptsWhole: false
            ) { VerifyingTap(verifier) }
            if read.outcome == .whole { context.rangeless.insert(claim.backend) }
            counter.add(Int(clamping: read.received))
            context.pulled.add(read.observation.bodyBytes)
            guard finish(pieces, read) else { return }
        }
    }

    /// The next part from the end, if the read of the start is not about to reach it.
    private func next() -> Range<Int>? {
        let reached = grid.piece(at: boundary.received)
        return state.withLock { state in
            let first = max(0, state.taken - Self.partLength)
            guard !state.isOver, first > reached + Self.partLength else { return nil }
            defer { state.taken = first }
            return first..<state.taken
        }
    }

    private func wrong(_ read: RangeRead<VerifyingTap>) -> Wrong? {
        guard let piece = read.tap.verifier.badPieces.first, let found = read.tap.wrongDigest else { return nil }
        return Wrong(
            evidence: .wrongBytes(
                bytes: ByteRange(wrappedValue: grid.bytes(of: piece)), found: found, right: nil,
                cache: read.observation.cacheStatus),
            states: right.states)
    }

    /// Notes a part. Returns whether to go on: after a part that is not right, the request for the whole reads the rest.
    private func finish(_ pieces: Range<Int>, _ read: RangeRead<VerifyingTap>) -> Bool {
        state.withLock { state in
            state.bytes = state.bytes.addingBytes(read.observation.bodyBytes)
            let verifier = read.tap.verifier
            state.wrong = state.wrong ?? wrong(read)
            // A slice from behind the cache says nothing about the cached one.
            guard read.outcome == .part, verifier.isGood, read.storedSize.map({ $0 == claim.size }) != false,
                PartSource(of: claim.backend).isKept(read.observation)
            else {
                state.isOver = true
                return false
            }
            state.done[pieces.lowerBound] = verifier
            var first = grid.count
            while let part = state.done.first(where: { $0.value.pieces.upperBound == first }) { first = part.key }
            if first < grid.count { boundary.move(to: grid.bytes(of: first).lowerBound) }
            return true
        }
    }
}

/// Hashes a part from the state before it.
struct VerifyingTap: BlobTap {
    private(set) var verifier: CheckpointVerifier
    /// The digest of the first wrong piece alone.
    private(set) var wrongDigest: Digest?
    /// The piece that is being read.
    private var piece: [UInt8] = []

    init(_ verifier: CheckpointVerifier) {
        self.verifier = verifier
        piece.reserveCapacity(Int(PieceGrid.length))
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty, !verifier.isComplete {
            let checked = verifier.checked
            let part = rest.prefix(Int(PieceGrid.length) - piece.count)
            piece.append(contentsOf: part)
            verifier.update(UnsafeRawBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            guard verifier.checked > checked else { continue }
            if wrongDigest == nil, !verifier.badPieces.isEmpty {
                wrongDigest = Digest(.sha256, hash: StreamingHash.hash(piece, with: .sha256))
            }
            piece.removeAll(keepingCapacity: true)
        }
    }
}

extension RunContext {
    /// How many parts of a blob may be read at a time, next to its whole.
    fileprivate func helpers(for claim: Claim) -> Int {
        min(client.loops, registry(claim.backend.registry)?.transfers ?? 1) - 1
    }
}

extension PieceGrid {
    /// The piece with this byte, or the number of pieces at the end.
    fileprivate func piece(at offset: Int64) -> Int { offset >= size ? count : Int(offset / Self.length) }
}
