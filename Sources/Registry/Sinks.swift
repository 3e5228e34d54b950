internal import OCI
internal import Transfer

/// Hashes a blob as it arrives, with a checkpoint at every MiB. Keeps the first few bytes, or the start of an error
/// body.
struct BlobSink<Tap: BlobTap>: BodySink {
    /// How far reading continues past the expected size, to report how much more there is.
    static var slack: Int64 { 1 << 20 }
    private static var errorLimit: Int { 64 << 10 }
    private static var openingLimit: Int { 120 }

    /// How far reading continues where clients read on. They have no limit, but the gate must end.
    private static var furthest: Int64 { 64 << 30 }

    private let expectedSize: Int64
    private let expected: Digest
    private let readsOn: Bool
    private var hash: CheckpointingHash?
    private let contentStatus: Set<Int>
    private var isBlob = false
    private var openingDigest: Digest?
    private(set) var tap: Tap
    private(set) var received: Int64 = 0
    private(set) var kept: [UInt8] = []
    private(set) var stoppedEarly = false

    /// - Parameters:
    ///   - size: The size in the descriptor.
    ///   - readsOn: Whether the bytes behind that size are hashed too, unless those before are the blob already.
    ///   - isContent: The statuses with which the body is the blob.
    init(
        expecting size: Int64, of digest: Digest, readsOn: Bool = false,
        isContent contentStatus: Set<Int> = ReplyRules.containerd.contentStatus, tap: Tap
    ) {
        self.contentStatus = contentStatus
        self.tap = tap
        self.readsOn = readsOn
        expectedSize = size
        expected = digest
        hash = digest.algorithm.function.map(CheckpointingHash.init)
    }

    /// The digest of the bytes up to the expected size.
    var digest: Digest? { openingDigest ?? hashed }

    /// The digest of all bytes, if more than expected were hashed.
    var wholeDigest: Digest? { isReadingOn ? hashed : nil }

    var checkpoints: CheckpointList? { hash?.checkpoints }

    private var hashed: Digest? { hash.flatMap { Digest(expected.algorithm, hash: $0.value) } }

    /// What follows the right bytes is not part of the blob for anyone.
    private var isReadingOn: Bool { readsOn && openingDigest.map { $0 != expected } ?? false }

    mutating func follow(_ stop: StopFlag) { tap.follow(stop) }

    mutating func begin(_ head: ResponseHead) -> SinkDecision {
        isBlob = contentStatus.contains(head.status)
        return .proceed
    }

    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision {
        let room = (isBlob ? Self.openingLimit : Self.errorLimit) - kept.count
        if room > 0 { kept.append(contentsOf: bytes.prefix(room)) }
        guard isBlob else { return room > bytes.count ? .proceed : .stop }
        let wanted = max(0, min(Int64(bytes.count), expectedSize - received))
        take(UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(wanted))))
        received += Int64(bytes.count)
        guard received > expectedSize else { return .proceed }
        if readsOn, openingDigest == nil { openingDigest = hashed }
        if isReadingOn { take(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(Int(wanted)))) }
        stoppedEarly = received - expectedSize > (isReadingOn ? Self.furthest : Self.slack)
        return stoppedEarly ? .stop : .proceed
    }

    private mutating func take(_ piece: UnsafeRawBufferPointer) {
        hash?.update(piece)
        tap.take(piece)
    }
}

extension BodyFacts {
    /// The facts of a blob that a sink received.
    init<Tap>(_ sink: BlobSink<Tap>, _ reply: Reply) {
        self.init(
            received: sink.received, digest: sink.digest, declaredLength: reply.declaredLength,
            stoppedEarly: sink.stoppedEarly, opening: ServerText(reply.secrets.hidden(in: sink.kept.prefix(120))),
            checkpoints: sink.checkpoints, endIsUnknown: reply.endsWithConnection, coding: reply.coding,
            wholeDigest: sink.wholeDigest)
    }
}

/// Collects a small body up to a limit.
struct CollectingSink: BodySink {
    private let limit: Int
    private(set) var bytes: [UInt8] = []
    private(set) var overLimit = false

    init(limit: Int) { self.limit = limit }

    mutating func begin(_ head: ResponseHead) -> SinkDecision { .proceed }

    mutating func receive(_ piece: UnsafeRawBufferPointer) -> SinkDecision {
        bytes.append(contentsOf: piece.prefix(limit - bytes.count + 1))
        overLimit = bytes.count > limit
        return overLimit ? .stop : .proceed
    }
}
