internal import OCI
internal import Transfer

/// Hashes a blob as it arrives, with a checkpoint at every MiB. Keeps the first few bytes, or the start of an error
/// body.
struct BlobSink<Tap: BlobTap>: BodySink {
    /// How far reading continues past the expected size, to report how much more there is.
    static var slack: Int64 { 1 << 20 }
    private static var errorLimit: Int { 64 << 10 }
    private static var openingLimit: Int { 120 }

    private let expectedSize: Int64
    private let algorithm: Digest.Algorithm
    private var hash: CheckpointingHash?
    private let contentStatus: Set<Int>
    private var isBlob = false
    private(set) var tap: Tap
    private(set) var received: Int64 = 0
    private(set) var kept: [UInt8] = []
    private(set) var stoppedEarly = false

    /// - Parameter isContent: The statuses with which the body is the blob.
    init(
        expecting size: Int64, algorithm: Digest.Algorithm,
        isContent contentStatus: Set<Int> = ReplyRules.containerd.contentStatus, tap: Tap
    ) {
        self.contentStatus = contentStatus
        self.tap = tap
        expectedSize = size
        self.algorithm = algorithm
        hash = algorithm.function.map(CheckpointingHash.init)
    }

    var digest: Digest? { hash.flatMap { Digest(algorithm, hash: $0.value) } }

    var checkpoints: CheckpointList? { hash?.checkpoints }

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
        let piece = UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(wanted)))
        hash?.update(piece)
        tap.take(piece)
        received += Int64(bytes.count)
        stoppedEarly = received - expectedSize > Self.slack
        return stoppedEarly ? .stop : .proceed
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
