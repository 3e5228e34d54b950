internal import Gate
internal import OCI
internal import Registry
internal import Transfer

/// A blob that is being pulled, or that is about to be tried again.
struct RunningBlob: Sendable {
    /// What is to be proven.
    let claim: Claim
    /// The count of the running attempt; `nil` in the pause after a failed one.
    fileprivate(set) var counter: ByteCounter?
    /// When the next attempt begins, on the clock of the board.
    fileprivate(set) var pausedUntil: Duration?

    /// Bytes of the running attempt, never more than the blob has: a failed attempt's bytes are no progress.
    var progress: Int64 {
        let count = counter?.value ?? 0
        return claim.size.map { min($0, count) } ?? count
    }
}

/// One backend, as far as progress shows it.
struct BackendLane: Sendable {
    /// The backend.
    let backend: Backend
    /// Its blobs in flight, oldest first.
    private(set) var running: [RunningBlob] = []
    /// Its claims that another gate is proving.
    private(set) var waiting: Set<Claim> = []
    private var endedBytes: Int64 = 0
    private var window = RateWindow()

    /// An idle lane.
    init(_ backend: Backend) { self.backend = backend }

    /// Whether there is anything to show.
    var isBusy: Bool { !running.isEmpty || !waiting.isEmpty }
    /// Bytes of the running attempts that count as progress.
    var progress: Int64 { running.reduce(0) { $0 + $1.progress } }
    /// Bytes that the running blobs have.
    var runningBytes: Int64 { running.reduce(0) { $0 + ($1.claim.size ?? $1.progress) } }
    /// All bytes that arrived, those of failed attempts too.
    var pulledBytes: Int64 { running.reduce(endedBytes) { $0 + ($1.counter?.value ?? 0) } }
    /// Bytes per second of late; `nil` while too little was seen.
    var bytesPerSecond: Double? { window.bytesPerSecond }

    mutating func sample(at time: Duration) { window.add(pulledBytes, at: time) }

    mutating func start(_ claim: Claim, _ counter: ByteCounter) {
        waiting.remove(claim)
        if let index = index(of: claim) {
            retire(index)
            running[index].counter = counter
            running[index].pausedUntil = nil
        } else {
            running.append(RunningBlob(claim: claim, counter: counter))
        }
    }

    mutating func pause(_ claim: Claim, until time: Duration) {
        guard let index = index(of: claim) else { return }
        retire(index)
        running[index].pausedUntil = time
    }

    mutating func wait(_ claim: Claim) { waiting.insert(claim) }

    mutating func finish(_ claim: Claim) {
        waiting.remove(claim)
        guard let index = index(of: claim) else { return }
        retire(index)
        running.remove(at: index)
    }

    private func index(of claim: Claim) -> Int? { running.firstIndex { $0.claim == claim } }

    private mutating func retire(_ index: Int) {
        endedBytes += running[index].counter?.value ?? 0
        running[index].counter = nil
    }
}
