internal import Gate
internal import OCI
internal import Record
internal import Registry

/// Searches for wrong bytes elsewhere: at another offset or slice of the same blob, or in another blob.
struct DamageSearch: Sendable {
    /// The search distance around the bytes: slightly more than a typical 5 MiB cache slice.
    private static let reach: Int64 = 6 << 20
    /// The shortest match that is not a coincidence.
    private static let proof = 512
    /// The most other places to read.
    private static let mostPlaces = 256

    let client: RegistryClient
    /// Other blobs that are intact on some backend, one claim each.
    let others: [Claim]

    /// The wrong bytes to search for; `nil` if they are too few or too uniform for a match to be meaningful.
    static func sample(of run: DiffCollector.Run) -> [UInt8]? {
        let sample = Array(run.opening.prefix(proof))
        return sample.count == proof && Set(sample).count > 16 ? sample : nil
    }

    func kind(of sample: [UInt8], at offset: Int64, in scan: BlobScan, copies: RightCopies) async -> DamageKind {
        if let shift = await shift(of: sample, at: offset, in: scan, copies) { return .shifted(by: shift) }
        if let origin = await repetition(of: sample, at: offset, in: scan, copies) { return .repeated(from: origin) }
        return await otherBlob(with: sample, at: offset, in: scan) ?? .unlike
    }

    private func shift(
        of sample: [UInt8], at offset: Int64, in scan: BlobScan, _ copies: RightCopies
    ) async -> Int64? {
        let low = max(0, offset - Self.reach)
        let high = min(scan.grid.size, offset + Self.reach + Int64(sample.count))
        guard let bytes = await copies.bytes(in: low..<high), let found = Self.index(of: sample, in: bytes) else {
            return nil
        }
        let by = low + Int64(found) - offset
        // A whole slice in place of another counts as repeated, not shifted.
        guard by != 0, by % sliceLength(scan) != 0 else { return nil }
        return by
    }

    private func repetition(
        of sample: [UInt8], at offset: Int64, in scan: BlobScan, _ copies: RightCopies
    ) async -> Int64? {
        let slice = sliceLength(scan)
        for start in places(in: scan.grid.size, slice: slice, at: offset % slice) where start != offset {
            guard !Task.isCancelled else { return nil }
            if await copies.bytes(in: start..<start + Int64(sample.count)) == sample { return start }
        }
        return nil
    }

    private func otherBlob(with sample: [UInt8], at offset: Int64, in scan: BlobScan) async -> DamageKind? {
        let slice = sliceLength(scan)
        var budget = Self.mostPlaces
        for other in others {
            let size = other.size ?? 0
            for start in Set([offset] + places(in: size, slice: slice, at: offset % slice)).sorted()
            where start + Int64(sample.count) <= size && budget > 0 {
                guard !Task.isCancelled else { return nil }
                budget -= 1
                let read = await client.part(
                    start..<start + Int64(sample.count), ofBlob: other.digest, of: other.repository,
                    from: other.backend
                ) { BufferingTap() }
                if read.tap.bytes == sample { return .otherBlob(digest: other.digest, offset: start) }
            }
        }
        return nil
    }

    private func places(in size: Int64, slice: Int64, at offset: Int64) -> [Int64] {
        Array(stride(from: offset, to: max(offset, size - Int64(Self.proof)), by: Int(slice)).prefix(Self.mostPlaces))
    }

    private func sliceLength(_ scan: BlobScan) -> Int64 { scan.claim.backend.cache?.sliceBytes ?? PieceGrid.length }

    /// The first position of a sequence in another.
    static func index(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
        guard let first = needle.first, needle.count <= bytes.count else { return nil }
        var skips = [Int](repeating: needle.count, count: 256)
        for (index, byte) in needle.dropLast().enumerated() { skips[Int(byte)] = needle.count - 1 - index }
        var start = 0
        while start <= bytes.count - needle.count {
            if bytes[start] == first, bytes[start..<start + needle.count].elementsEqual(needle) { return start }
            start += skips[Int(bytes[start + needle.count - 1])]
        }
        return nil
    }
}
