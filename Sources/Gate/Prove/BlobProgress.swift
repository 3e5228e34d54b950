internal import Foundation
internal import Ledger
internal import OCI
internal import Registry
internal import Transfer

/// How far the blob of a claim has come, over all attempts of this run and the process before: what the next attempt continues.
///
/// Nodes continue a broken download with a range request too. The whole is hashed as one stream, so the bytes are proven as if they
/// had come in one piece. What is not the same: the proof is as old as its first byte, and a reply with a range must come from
/// where the whole comes from (`PartSource`).
struct BlobProgress: Sendable {
    /// The smallest blob that is continued. A smaller one is read again, so that one reply has all of it.
    static let smallestBlob: Int64 = 32 << 20
    /// An attempt that gets less did not help: perhaps the body ends here for every request, which only whole reads show.
    static let leastGain: Int64 = 1 << 20

    /// The blob so far, with the tap that it needs.
    enum Broken: Sendable {
        case plain(BrokenBlob<TailTap<NoTap>>)
        case tapped(BrokenBlob<TailTap<LayerTap>>)

        var offset: Int64 {
            switch self {
            case .plain(let blob): blob.offset
            case .tapped(let blob): blob.offset
            }
        }

        var states: CheckpointList {
            switch self {
            case .plain(let blob): blob.states
            case .tapped(let blob): blob.states
            }
        }

        var first: FirstReply {
            switch self {
            case .plain(let blob): blob.first
            case .tapped(let blob): blob.first
            }
        }
    }

    /// What the next attempt continues; `nil` to begin.
    private(set) var broken: Broken?
    /// The states of the first part, if an earlier process read it, or an earlier turn of this run.
    private(set) var old: CheckpointList?
    /// Where the next attempts announce their states; `nil` for a small blob.
    let post: HashPost?
    private let isLarge: Bool

    /// - Parameter old: The first part that an earlier process read.
    init(size: Int64?, old: Broken?, post: HashPost?) {
        isLarge = (size ?? 0) >= Self.smallestBlob
        broken = old
        self.old = old?.states
        self.post = post
    }

    /// Starts over.
    mutating func drop() {
        broken = nil
        old = nil
    }

    /// Takes what an attempt left: it is continued if it came further than the one before. After an attempt without any reply
    /// there is as much to continue as before it.
    mutating func take(_ next: Broken?, after observation: Observation) {
        if next == nil, observation.status == nil { return }
        let (before, old) = (broken, old)
        drop()
        let isSame = before != nil && before?.first == next?.first
        let gain = (next?.offset ?? 0) - (isSame ? before?.offset ?? 0 : 0)
        guard isLarge, let next, gain >= Self.leastGain else { return }
        broken = next
        if isSame { self.old = old }
    }
}

extension BlobProgress.Broken {
    /// The first part that an earlier process read; `nil` if its states are unreadable.
    init?(_ stored: StoredPartial, of claim: Claim) {
        guard let function = claim.digest.algorithm.function else { return nil }
        var states: [UInt8] = []
        for piece in stored.states {
            guard let list = CheckpointList(encoded: piece), list.function == function else { return nil }
            states += list.states
        }
        let size = Int64(states.count / function.hashLength) * CheckpointList.interval
        let first = FirstReply(
            started: stored.startedAt, entityTag: stored.entityTag, cacheStatus: stored.cacheStatus,
            showsCache: stored.showsCache)
        guard size < stored.size, let list = CheckpointList(function, size: size, states: states),
            let blob = BrokenBlob(
                list, of: first, opening: Array(stored.opening), tap: TailTap(NoTap(), after: stored.opening))
        else { return nil }
        self = .plain(blob)
    }
}
