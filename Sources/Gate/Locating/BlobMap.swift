public import OCI

/// Where one blob is right and wrong on one backend, as far as a closer look went.
public struct BlobMap: Hashable, Sendable {
    /// What is known of some bytes.
    public enum State: Hashable, Sendable {
        /// They are those that the digest stands for.
        case good
        /// They are not.
        case bad
        /// The backend did not send them.
        case unreachable(FindingCode)
        /// They were not asked for: nothing to compare them with, or no time.
        case notLooked
    }

    /// Bytes of which the same is known.
    public struct Stretch: Hashable, Sendable {
        /// The bytes, counted from the blob's start.
        public let bytes: Range<Int64>
        /// What is known of them.
        public let state: State

        /// A stretch.
        public init(bytes: Range<Int64>, state: State) {
            self.bytes = bytes
            self.state = state
        }
    }

    /// The backend's name.
    public let backend: String
    /// Whether it is the registry itself, behind its caches.
    public let isDirect: Bool
    /// What is known, in order and without a gap: together they are the blob.
    public let stretches: [Stretch]
    /// What is wrong, in order.
    public let damages: [Damage]
    /// What the cache said of each of its slices that was asked for; empty where none is described.
    public let slices: [SliceView]
    /// The size of the blob as the backend has it, where that is not the right one.
    public let storedSize: Int64?

    /// A map from its parts.
    public init(
        backend: String, isDirect: Bool, stretches: [Stretch], damages: [Damage] = [], slices: [SliceView] = [],
        storedSize: Int64? = nil
    ) {
        self.backend = backend
        self.isDirect = isDirect
        self.stretches = stretches
        self.damages = damages
        self.slices = slices
        self.storedSize = storedSize
    }

    /// The first byte that is wrong, as exactly as it is known.
    public var firstWrongByte: Int64? { damages.first?.bytes.lowerBound }

    /// The slices that hold damage.
    public var damagedSlices: [SliceView] {
        slices.filter { slice in damages.contains { $0.bytes.overlaps(slice.bytes) } }
    }
}

/// What a cache in slices says of one of them.
public struct SliceView: Hashable, Sendable {
    /// Which slice of the blob, from 0.
    public let index: Int64
    /// The blob's bytes that it holds: the last one's end is the blob's.
    public let bytes: Range<Int64>
    /// `X-Cache-Status` of a request for this slice alone.
    public let cacheStatus: String?
    /// The blob's size as it was stored with this slice (`Content-Range`).
    public let storedTotal: Int64?
    /// What the right bytes of the slice hash to, where a right copy was at hand.
    public let rightDigest: Digest?

    /// A slice.
    public init(
        index: Int64, bytes: Range<Int64>, cacheStatus: String?, storedTotal: Int64?, rightDigest: Digest? = nil
    ) {
        self.index = index
        self.bytes = bytes
        self.cacheStatus = cacheStatus
        self.storedTotal = storedTotal
        self.rightDigest = rightDigest
    }
}
