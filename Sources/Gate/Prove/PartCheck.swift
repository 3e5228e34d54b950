internal import OCI
internal import Record
internal import Registry
internal import Synchronization
internal import Transfer

/// Requests parts of a blob whose whole body was just proven, as a node does that resumes a download or downloads in parallel.
///
/// It reads the last bytes of every blob but the smallest, and one random MiB of a large one. That finds what rewrites replies to `Range`
/// requests, and a machine that differs from the one that sent the whole body; it does not prove every range. A request that
/// fails is no evidence: a node then starts over.
struct PartCheck: Sendable {
    /// A smaller blob arrives in one piece: no node resumes it.
    static let smallestBlob: Int64 = 8 << 10
    /// The size from which a random MiB is read too.
    private static let largeBlob: Int64 = 8 << 20

    let context: RunContext

    /// The fault of a part; `nil` if there is none, or if the backend does not send parts.
    ///
    /// - Parameters:
    ///   - tail: The last bytes of the proven body.
    ///   - slices: The slices that were requested before the pull.
    func fault(of blob: VerifiedBlob, tail: ArraySlice<UInt8>, slices: [SliceView]) async -> SeenFault? {
        if let slice = slices.first(where: { $0.storedTotal.map { $0 != blob.size } ?? false }),
            let stored = slice.storedTotal
        {
            return fault(.otherSize(stored: stored, size: blob.size, cache: slice.cacheStatus))
        }
        guard blob.size >= Self.smallestBlob, !tail.isEmpty, !context.rangeless.contains(blob.claim.backend) else {
            return nil
        }
        if let fault = await faultOfTail(blob, tail) { return fault }
        guard blob.size >= Self.largeBlob, !context.rangeless.contains(blob.claim.backend) else { return nil }
        return await faultOfPiece(blob)
    }

    private func fault(_ observed: PartEvidence) -> SeenFault { SeenFault(.contentRange, .part(observed: observed)) }

    /// Starts after the first byte, as every resumed download does.
    private func faultOfTail(_ blob: VerifiedBlob, _ tail: ArraySlice<UInt8>) async -> SeenFault? {
        let count = min(Int64(tail.count), blob.size - 1)
        let bytes = blob.size - count..<blob.size
        let read = await part(bytes, of: blob) { BufferingTap() }
        guard read.outcome == .part else { return nil }
        if let fault = faultOfSize(read, blob) { return fault }
        let right = tail.suffix(Int(count))
        guard read.tap.bytes.count == right.count, !read.tap.bytes.elementsEqual(right),
            let found = Self.digest(read.tap.bytes), let wanted = Self.digest(Array(right))
        else { return nil }
        return fault(
            .wrongBytes(
                bytes: ByteRange(wrappedValue: bytes), found: found, right: wanted,
                cache: read.observation.cacheStatus))
    }

    private func faultOfPiece(_ blob: VerifiedBlob) async -> SeenFault? {
        let claim = blob.claim
        guard let states = blob.checkpoints,
            let right = RightBytes(
                claim.digest, size: blob.size, states: states, reference: .copy(backend: claim.backend.name))
        else { return nil }
        let grid = PieceGrid(size: blob.size, sliceBytes: nil)
        let piece = Int.random(in: 1..<max(2, grid.count - 1))
        let bytes = grid.bytes(of: piece)
        let read = await part(bytes, of: blob) { BufferingTap() }
        guard read.outcome == .part else { return nil }
        if let fault = faultOfSize(read, blob) { return fault }
        guard read.tap.bytes.count == bytes.count, !right.isRight(read.tap.bytes, piece: piece),
            let found = Self.digest(read.tap.bytes)
        else { return nil }
        return fault(
            .wrongBytes(
                bytes: ByteRange(wrappedValue: bytes), found: found, right: nil, cache: read.observation.cacheStatus))
    }

    private func faultOfSize(_ read: RangeRead<BufferingTap>, _ blob: VerifiedBlob) -> SeenFault? {
        guard let stored = read.storedSize, stored != blob.size else { return nil }
        return fault(.otherSize(stored: stored, size: blob.size, cache: read.observation.cacheStatus))
    }

    private func part(
        _ bytes: Range<Int64>, of blob: VerifiedBlob, tap: () -> BufferingTap
    ) async -> RangeRead<BufferingTap> {
        let claim = blob.claim
        let read = await context.client.part(
            bytes, ofBlob: claim.digest, of: claim.repository, from: claim.backend, acceptsWhole: false, tap: tap)
        context.pulled.add(read.observation.bodyBytes)
        if read.outcome == .whole { context.rangeless.insert(claim.backend) }
        return read
    }

    private static func digest(_ bytes: [UInt8]) -> Digest? {
        Digest(.sha256, hash: StreamingHash.hash(bytes, with: .sha256))
    }
}

/// The backends that answer a request for a part with the whole. Nodes get the same bytes from them either way.
final class RangelessBackends: Sendable {
    private let known = Mutex<Set<Backend>>([])

    func contains(_ backend: Backend) -> Bool { known.withLock { $0.contains(backend) } }

    func insert(_ backend: Backend) { known.withLock { _ = $0.insert(backend) } }
}
