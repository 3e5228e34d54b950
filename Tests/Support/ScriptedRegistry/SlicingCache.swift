package import OCI
import Synchronization

/// A slicing cache in front of a scripted registry, as nginx's slice module makes it.
///
/// A slice that is not stored is fetched from the registry (MISS) and stored; a stored one is served as it is (HIT). The reply
/// reports the status of its first slice only. A key has the repository, so another name is another entry.
struct SlicingCache {
    private struct Key: Hashable {
        let path: String
        let slice: Int
    }

    let sliceBytes: Int
    private var slices: [Key: BodyBytes] = [:]

    init(sliceBytes: Int) { self.sliceBytes = sliceBytes }

    /// Stores all slices of these bytes.
    mutating func store(_ bytes: BodyBytes, at path: String) {
        for slice in 0..<count(bytes.count) {
            slices[Key(path: path, slice: slice)] = bytes[range(of: slice, in: bytes.count)]
        }
    }

    mutating func drop(_ slice: Int?, at path: String) {
        slices = slices.filter { $0.key.path != path || (slice ?? $0.key.slice) != $0.key.slice }
    }

    func stored(at path: String) -> [Int] { slices.keys.filter { $0.path == path }.map(\.slice).sorted() }

    /// The reply with the cached bytes, and the status of the first slice that the request covers.
    mutating func pass(_ reply: HTTPReply, to request: RecordedRequest) -> HTTPReply {
        guard request.method == "GET", reply.status == 200, reply.rangeable else { return reply }
        let total = reply.body.count
        var wanted = 0..<total
        if let range = ByteRange(request.header("Range"), of: total) {
            guard case .part(let part) = range else { return reply }
            wanted = part
        }
        let (first, last) = (wanted.lowerBound / sliceBytes, max(wanted.lowerBound, wanted.upperBound - 1) / sliceBytes)
        var reply = reply
        var body: [BodyBytes] = (0..<count(total)).map { reply.body[range(of: $0, in: total)] }
        for slice in first...last where slice < body.count {
            let key = Key(path: request.path, slice: slice)
            if slice == first {
                reply.headers.set("X-Cache-Status", slices[key] == nil ? "MISS" : "HIT")
            }
            body[slice] = slices[key] ?? body[slice]
            slices[key] = body[slice]
        }
        reply.body = BodyBytes(joining: body)
        return reply
    }

    private func count(_ total: Int) -> Int { total == 0 ? 0 : (total - 1) / sliceBytes + 1 }

    private func range(of slice: Int, in total: Int) -> Range<Int> {
        slice * sliceBytes..<min(total, (slice + 1) * sliceBytes)
    }
}

extension ScriptedRegistry {
    /// Puts a slicing cache in front of the blobs. It is empty at first.
    package func cacheBlobs(sliceBytes: Int) {
        state.values.withLock { $0.cache = SlicingCache(sliceBytes: sliceBytes) }
    }

    /// Stores these bytes in the cache as the content of a blob, right or wrong.
    package func warm(_ digest: Digest, of repository: String, with bytes: [UInt8]) {
        state.values.withLock { $0.cache?.store(BodyBytes(bytes), at: "/v2/\(repository)/blobs/\(digest)") }
    }

    /// Removes a blob from the cache, or one slice of it.
    package func evict(_ digest: Digest, of repository: String, slice: Int? = nil) {
        state.values.withLock { $0.cache?.drop(slice, at: "/v2/\(repository)/blobs/\(digest)") }
    }

    /// The slices of a blob in the cache.
    package func cachedSlices(_ digest: Digest, of repository: String) -> [Int] {
        state.values.withLock { $0.cache?.stored(at: "/v2/\(repository)/blobs/\(digest)") ?? [] }
    }
}
