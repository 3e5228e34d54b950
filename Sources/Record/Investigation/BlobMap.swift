package import OCI

/// Which bytes of one blob are right and wrong on one backend, as far as it was investigated.
package struct BlobMap: Codable, Hashable, Sendable {
    /// The known state of some bytes.
    package enum State: Codable, Hashable, Sendable {
        /// The bytes match the digest.
        case good
        /// The bytes are wrong.
        case bad
        /// The backend did not send them.
        case unreachable(code: FindingCode)
        /// The proxy itself answered a request for these bytes with status 500, as nginx does for a cache file that it cannot read.
        case unreadable
        /// The bytes were not requested: there was nothing to compare them with, or no time.
        case notLooked
    }

    /// A range of bytes with the same state.
    package struct Stretch: Codable, Hashable, Sendable {
        /// The range, as offsets into the blob.
        @ByteRange package var bytes: Range<Int64>
        package let state: State

        package init(bytes: Range<Int64>, state: State) {
            _bytes = ByteRange(wrappedValue: bytes)
            self.state = state
        }
    }

    package let backend: String
    /// Whether it is the registry itself, behind its caches.
    package let isDirect: Bool
    /// The states of all bytes, in order and without gaps.
    package let stretches: [Stretch]
    /// The damage found, in order.
    package let damages: [Damage]
    /// The cache status of each requested slice; empty if the configuration describes no slicing cache.
    package let slices: [SliceView]
    /// The size of the blob on the backend, if it is wrong.
    package let storedSize: Int64?

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

    /// The offset of the first wrong byte, as precisely as known.
    package var firstWrongByte: Int64? { damages.first?.bytes.lowerBound }

    /// The slices that contain damage.
    package var damagedSlices: [SliceView] {
        slices.filter { slice in damages.contains { $0.bytes.overlaps(slice.bytes) } }
    }

    /// The bytes that the cache cannot read.
    package var unreadable: [Range<Int64>] { stretches.filter { $0.state == .unreadable }.map(\.bytes) }

    /// The same map without damage.
    package var withoutDamages: BlobMap {
        BlobMap(backend: backend, isDirect: isDirect, stretches: stretches, slices: slices, storedSize: storedSize)
    }

    /// Whether this backend's copy is wrong.
    package var isBad: Bool { !damages.isEmpty || storedSize != nil }

    /// Whether the damage is only suspected, because no wrong bytes were compared.
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

/// One slice of a slicing cache.
package struct SliceView: Codable, Hashable, Sendable {
    /// The index of the slice in the blob, from 0.
    package let index: Int64
    /// The bytes of the blob in this slice; the last slice ends with the blob.
    @ByteRange package var bytes: Range<Int64>
    /// `X-Cache-Status` of a request for this slice alone.
    package let cacheStatus: String?
    /// The blob size stored with this slice (`Content-Range`).
    package let storedTotal: Int64?
    /// The digest of the right bytes of the slice, if a right copy was available.
    package let rightDigest: Digest?

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
