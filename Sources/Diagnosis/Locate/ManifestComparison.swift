internal import Gate
internal import OCI
internal import Record
internal import Registry

/// Compares a wrong manifest with a right one. Both are small and are requested again.
struct ManifestComparison: Sendable {
    let context: RunContext

    /// The result of the comparison, with the right bytes if a backend served them.
    func compare(_ blob: FaultyBlob) async -> (found: Investigation, right: (bytes: [UInt8], backend: String)?) {
        var right: (bytes: [UInt8], backend: String)?
        for copy in blob.intact where right == nil {
            let (observation, bytes) = await context.client.manifest(
                .digest(blob.digest), of: copy.claim.repository, from: copy.claim.backend)
            guard case .body(let facts) = observation.outcome, facts.digest == blob.digest, let bytes else { continue }
            right = (bytes, copy.claim.backend.name)
        }
        let size = right.map { Int64($0.bytes.count) } ?? blob.size
        var maps: [BlobMap] = []
        for result in blob.faulty {
            let (observation, bytes) = await context.client.manifest(
                .digest(blob.digest), of: result.claim.repository, from: result.claim.backend)
            maps.append(
                map(of: result.claim, bytes, right?.bytes, size: size, cacheStatus: observation.cacheStatus))
        }
        let found = Investigation(
            registry: blob.group.registry, repository: blob.group.repository, digest: blob.digest, size: size,
            reference: right.map { .copy(backend: $0.backend) } ?? .none, maps: maps,
            limits: right == nil ? [.nothingToCompare] : [])
        return (found, right)
    }

    private func map(
        of claim: Claim, _ wrong: [UInt8]?, _ right: [UInt8]?, size: Int64, cacheStatus: String?
    ) -> BlobMap {
        let backend = claim.backend
        guard let wrong else {
            return BlobMap(
                backend: backend.name, isDirect: backend.role == .direct,
                stretches: [BlobMap.Stretch(bytes: 0..<size, state: .notLooked)])
        }
        let damages = right.map { Self.damages(wrong: wrong, right: $0) } ?? []
        // A manifest is the first slice of a cache that keeps slices, and the status of the reply is that of this slice.
        let slice = backend.cache?.sliceBytes.map { length in
            SliceView(index: 0, bytes: 0..<min(size, length), cacheStatus: cacheStatus, storedTotal: nil)
        }
        return BlobMap(
            backend: backend.name, isDirect: backend.role == .direct,
            stretches: [BlobMap.Stretch(bytes: 0..<size, state: wrong == right ? .good : .bad)], damages: damages,
            slices: slice.map { [$0] } ?? [],
            storedSize: Int64(wrong.count) == size ? nil : Int64(wrong.count))
    }

    static func damages(wrong: [UInt8], right: [UInt8]) -> [Damage] {
        var collector = DiffCollector(from: 0)
        right.withUnsafeBytes { right in wrong.withUnsafeBytes { collector.take(right: right, wrong: $0) } }
        var damages = collector.runs.map { run in
            Damage(
                bytes: run.bytes, isExact: true, differing: run.differing, kind: DamageShape.kind(of: run) ?? .unlike)
        }
        if wrong.count < right.count {
            damages.append(
                Damage(
                    bytes: Int64(wrong.count)..<Int64(right.count), isExact: true, differing: nil,
                    kind: .cutTail(at: Int64(wrong.count))))
        }
        return damages
    }
}
