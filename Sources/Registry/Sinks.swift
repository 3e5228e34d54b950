internal import Foundation
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
    private let started = Date.now
    private let contentStatus: Set<Int>
    private let broken: BrokenBlob<Tap>?
    private let source: PartSource
    private let counter: ByteCounter?
    private let post: HashPost?
    private let boundary: ReadBoundary?
    /// The number of states that were posted.
    private var posted = 0
    private var isBlob = false
    private(set) var hash: CheckpointingHash?
    private var openingDigest: Digest?
    private(set) var tap: Tap
    private(set) var received: Int64 = 0
    private(set) var kept: [UInt8] = []
    private(set) var stoppedEarly = false
    /// The reply that began the blob, if it can be continued.
    private(set) var first: FirstReply?
    /// Where this body continues an earlier one, if it does.
    private(set) var resumed: ResumedBody?
    /// Whether the rest was requested and something else came.
    private(set) var isDeclined = false

    /// - Parameters:
    ///   - size: The size in the descriptor.
    ///   - readsOn: Whether the bytes behind that size are hashed too, unless those before are the blob already.
    ///   - isContent: The statuses with which the body is the blob.
    ///   - post: Where the hash states are announced.
    init(
        expecting size: Int64, of digest: Digest, readsOn: Bool = false,
        isContent contentStatus: Set<Int> = ReplyRules.containerd.contentStatus, tap: Tap, post: HashPost? = nil,
        boundary: ReadBoundary? = nil
    ) {
        self.boundary = boundary
        self.contentStatus = contentStatus
        self.tap = tap
        self.post = post
        self.readsOn = readsOn
        expectedSize = size
        expected = digest
        hash = digest.algorithm.function.map { CheckpointingHash($0) }
        broken = nil
        source = .unknown
        counter = nil
    }

    /// Continues a blob with the rest of its bytes, and takes nothing else.
    ///
    /// - Parameter counter: Gets the bytes so far once the rest arrives.
    init(
        continuing broken: BrokenBlob<Tap>, size: Int64, of digest: Digest, readsOn: Bool, source: PartSource,
        counter: ByteCounter?, post: HashPost?
    ) {
        contentStatus = []
        boundary = nil
        tap = broken.tap
        self.readsOn = readsOn
        expectedSize = size
        expected = digest
        self.broken = broken
        self.source = source
        self.counter = counter
        self.post = post
    }

    /// The digest of the bytes up to the expected size.
    var digest: Digest? { openingDigest ?? hashed }

    /// The digest of all bytes, if more than expected were hashed.
    var wholeDigest: Digest? { isReadingOn ? hashed : nil }

    var checkpoints: CheckpointList? { hash?.checkpoints }

    /// Whether bytes of the blob are there, and others are missing.
    var isUnfinished: Bool { isBlob && received > 0 && received < expectedSize }

    private var hashed: Digest? { hash.flatMap { Digest(expected.algorithm, hash: $0.value) } }

    /// What follows the right bytes is not part of the blob for anyone.
    private var isReadingOn: Bool { readsOn && openingDigest.map { $0 != expected } ?? false }

    mutating func follow(_ stop: StopFlag) { tap.follow(stop) }

    mutating func begin(_ head: ResponseHead) -> SinkDecision {
        guard let broken else {
            isBlob = contentStatus.contains(head.status)
            if isBlob { first = FirstReply(head, size: expectedSize, started: started) }
            return .proceed
        }
        // Challenges and redirects are answered.
        guard head.status != 401, !(300...399).contains(head.status) else { return .proceed }
        guard broken.first.isContinued(by: head, from: broken.offset, size: expectedSize, source: source) else {
            isDeclined = true
            return .stop
        }
        isBlob = true
        first = broken.first
        hash = broken.hash
        received = broken.offset
        kept = broken.opening
        resumed = ResumedBody(offset: broken.offset, first: broken.first)
        counter?.add(Int(clamping: broken.offset))
        return .proceed
    }

    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision {
        let room = (isBlob ? Self.openingLimit : Self.errorLimit) - kept.count
        if room > 0 { kept.append(contentsOf: bytes.prefix(room)) }
        guard isBlob else { return room > bytes.count ? .proceed : .stop }
        let wanted = max(0, min(Int64(bytes.count), expectedSize - received))
        take(UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(wanted))))
        received += Int64(bytes.count)
        if post != nil { announce() }
        // Only a reply whose end is known from its head may be left.
        if let boundary, first != nil, boundary.reached(received), received < expectedSize { return .stop }
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

    /// Posts the states once there are enough new ones.
    private mutating func announce() {
        guard let post, let first, let count = hash?.stateCount, count >= posted + HashPost.interval,
            let states = hash?.states(after: posted)
        else { return }
        post.add(states, after: posted, of: first, opening: kept)
        posted = count
    }
}

extension BodyFacts {
    /// The facts of a blob that a sink received.
    init<Tap>(_ sink: BlobSink<Tap>, _ reply: Reply) {
        self.init(
            received: sink.received, digest: sink.digest,
            declaredLength: sink.resumed != nil ? nil : reply.declaredLength,
            stoppedEarly: sink.stoppedEarly, opening: ServerText(reply.secrets.hidden(in: sink.kept.prefix(120))),
            checkpoints: sink.checkpoints, endIsUnknown: reply.endsWithConnection, coding: reply.coding,
            wholeDigest: sink.wholeDigest, resumed: sink.resumed)
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
