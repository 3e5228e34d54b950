internal import Gate
internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// A blob that is being pulled, or waiting for a retry.
struct RunningBlob: Sendable {
    /// The claim.
    let claim: Claim
    /// The byte counter of the current attempt; `nil` between attempts.
    fileprivate(set) var counter: ByteCounter?
    /// When the next attempt starts, on the board's clock.
    fileprivate(set) var pausedUntil: Duration?

    /// Bytes of the current attempt, at most the size of the blob. Bytes of failed attempts are not progress.
    var progress: Int64 {
        let count = counter?.value ?? 0
        return claim.size.map { min($0, count) } ?? count
    }
}

/// The progress of one backend.
struct BackendProgress: Sendable {
    /// The backend.
    let backend: Backend
    /// Its blobs in flight, oldest first.
    private(set) var running: [RunningBlob] = []
    /// Claims that another gate is proving.
    private(set) var waiting: Set<Claim> = []
    private var endedBytes: Int64 = 0
    private var window = RateWindow()

    /// An idle lane.
    init(_ backend: Backend) { self.backend = backend }

    /// Whether the lane has anything to show.
    var isBusy: Bool { !running.isEmpty || !waiting.isEmpty }
    /// Bytes of the current attempts.
    var progress: Int64 { running.lazy.map(\.progress).byteSum }
    /// Total size of the running blobs.
    var runningBytes: Int64 { running.lazy.map { $0.claim.size ?? $0.progress }.byteSum }
    /// All received bytes, including failed attempts.
    var pulledBytes: Int64 { running.reduce(endedBytes) { $0.addingBytes($1.counter?.value ?? 0) } }
    /// Recent bytes per second; `nil` without enough samples.
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
        endedBytes = endedBytes.addingBytes(running[index].counter?.value ?? 0)
        running[index].counter = nil
    }
}
