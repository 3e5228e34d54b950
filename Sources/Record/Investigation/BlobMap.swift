package import OCI

/// Where one blob is right and wrong on one backend, as far as a closer look went.
package struct BlobMap: Codable, Hashable, Sendable {
    /// What is known of some bytes.
    package enum State: Codable, Hashable, Sendable {
        /// They are those that the digest stands for.
        case good
        /// They are not.
        case bad
        /// The backend did not send them.
        case unreachable(code: FindingCode)
        /// They were not asked for: nothing to compare them with, or no time.
        case notLooked
    }

    /// Bytes of which the same is known.
    package struct Stretch: Codable, Hashable, Sendable {
        /// The bytes, counted from the blob's start.
        @ByteRange package var bytes: Range<Int64>
        /// What is known of them.
        package let state: State

        /// A stretch.
        package init(bytes: Range<Int64>, state: State) {
            _bytes = ByteRange(wrappedValue: bytes)
            self.state = state
        }
    }

    /// The backend's name.
    package let backend: String
    /// Whether it is the registry itself, behind its caches.
    package let isDirect: Bool
    /// What is known, in order and without a gap: together they are the blob.
    package let stretches: [Stretch]
    /// What is wrong, in order.
    package let damages: [Damage]
    /// What the cache said of each of its slices that was asked for; empty where none is described.
    package let slices: [SliceView]
    /// The size of the blob as the backend has it, where that is not the right one.
    package let storedSize: Int64?

    /// A map from its parts.
    package init(
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
    package var firstWrongByte: Int64? { damages.first?.bytes.lowerBound }

    /// The slices that hold damage.
    package var damagedSlices: [SliceView] {
        slices.filter { slice in damages.contains { $0.bytes.overlaps(slice.bytes) } }
    }

    /// Whether this backend's copy was found wrong.
    package var isBad: Bool { !damages.isEmpty || storedSize != nil }

    /// Whether no damage of it was seen as bytes.
    package var isOnlySuspected: Bool {
        damages.allSatisfy { $0.kind == .unknown && !$0.isExact } && storedSize == nil
    }

    /// Whether all of these bytes were read and are right.
    package func isGood(_ bytes: Range<Int64>) -> Bool {
        guard !bytes.isEmpty else { return false }
        var reached = bytes.lowerBound
        for stretch in stretches where stretch.bytes.overlaps(bytes) {
            guard stretch.state == .good, stretch.bytes.lowerBound <= reached else { return false }
            reached = stretch.bytes.upperBound
        }
        return reached >= bytes.upperBound
    }
}

/// What a cache in slices says of one of them.
package struct SliceView: Codable, Hashable, Sendable {
    /// Which slice of the blob, from 0.
    package let index: Int64
    /// The blob's bytes that it holds: the last one's end is the blob's.
    @ByteRange package var bytes: Range<Int64>
    /// `X-Cache-Status` of a request for this slice alone.
    package let cacheStatus: String?
    /// The blob's size as it was stored with this slice (`Content-Range`).
    package let storedTotal: Int64?
    /// What the right bytes of the slice hash to, where a right copy was at hand.
    package let rightDigest: Digest?

    /// A slice.
    package init(
        index: Int64, bytes: Range<Int64>, cacheStatus: String?, storedTotal: Int64?, rightDigest: Digest? = nil
    ) {
        self.index = index
        _bytes = ByteRange(wrappedValue: bytes)
        self.cacheStatus = cacheStatus
        self.storedTotal = storedTotal
        self.rightDigest = rightDigest
    }
}
