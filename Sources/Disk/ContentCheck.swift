internal import OCI
internal import Transfer

/// Hashes content on disk, each file once, and collects the faults.
struct ContentCheck {
    /// The maximum size of a manifest or configuration, in bytes.
    static let documentLimit: Int64 = 8 << 20

    let store: any ContentStore
    /// The faults, one line each, starting with the path.
    private(set) var faults: [String] = []
    private var hashed: Set<Digest> = []

    init(_ store: any ContentStore) { self.store = store }

    mutating func fault(_ path: String, _ detail: String) {
        let line = "\(path.escapedASCII(limit: 400)): \(detail)"
        if !faults.contains(line) { faults.append(line) }
    }

    /// The path of a blob in a layout (image-spec, Image Layout, Blobs).
    static func path(of digest: Digest) -> String { "blobs/\(digest.algorithm.name)/\(digest.encoded)" }

    /// The file at a path. A missing file is recorded as a fault.
    mutating func file(_ path: String, wanted by: String) -> StoredFile? {
        do throws(DiskFault) {
            guard let file = try store.file(path) else {
                fault(path, "is missing; \(by)")
                return nil
            }
            return file
        } catch {
            fault(path, error.detail)
            return nil
        }
    }

    /// Whether a file exists at a path.
    func has(_ path: String) -> Bool { ((try? store.file(path)) ?? nil) != nil }

    /// Reads a small file completely.
    mutating func document(_ path: String, wanted by: String) -> [UInt8]? {
        guard let file = file(path, wanted: by) else { return nil }
        guard file.size <= Self.documentLimit else {
            fault(path, "has \(file.size) bytes, too large for such a document")
            return nil
        }
        do throws(DiskFault) {
            return try file.head(Int(file.size))
        } catch {
            fault(path, error.detail)
            return nil
        }
    }

    /// Compares the size and digest of a descriptor with those of its blob, once.
    mutating func blob(_ descriptor: Descriptor, wanted by: String) {
        let path = Self.path(of: descriptor.digest)
        guard hashed.insert(descriptor.digest).inserted, let file = file(path, wanted: by),
            hasSize(file, descriptor, path, by), let found = digest(of: file, descriptor.digest.algorithm, path)
        else { return }
        compare(found, descriptor.digest, path, by)
    }

    /// The bytes of a manifest, if they match the descriptor's size and digest.
    mutating func manifest(_ descriptor: Descriptor, wanted by: String) -> [UInt8]? {
        let path = Self.path(of: descriptor.digest)
        guard let file = file(path, wanted: by), hasSize(file, descriptor, path, by),
            let bytes = document(path, wanted: by),
            let found = digest(of: bytes, descriptor.digest.algorithm, path),
            compare(found, descriptor.digest, path, by)
        else { return nil }
        return bytes
    }

    private mutating func hasSize(_ file: StoredFile, _ descriptor: Descriptor, _ path: String, _ by: String) -> Bool {
        if file.size == descriptor.size { return true }
        fault(path, "has \(file.size) bytes, expected \(descriptor.size); \(by)")
        return false
    }

    /// Whether a digest is the expected one. A mismatch is recorded as a fault.
    @discardableResult
    mutating func compare(_ found: Digest, _ expected: Digest, _ path: String, _ by: String) -> Bool {
        if found == expected { return true }
        fault(path, "hashes to \(found), expected \(expected); \(by)")
        return false
    }

    mutating func digest(of file: StoredFile, _ algorithm: Digest.Algorithm, _ path: String) -> Digest? {
        guard var hash = hash(algorithm, path) else { return nil }
        do throws(DiskFault) {
            try file.stream { hash.update($0) }
        } catch {
            fault(path, error.detail)
            return nil
        }
        return Digest(algorithm, hash: hash.value)
    }

    /// The digest of bytes in memory.
    mutating func digest(of bytes: [UInt8], _ algorithm: Digest.Algorithm, _ path: String) -> Digest? {
        guard var hash = hash(algorithm, path) else { return nil }
        bytes.withUnsafeBytes { hash.update($0) }
        return Digest(algorithm, hash: hash.value)
    }

    private mutating func hash(_ algorithm: Digest.Algorithm, _ path: String) -> StreamingHash? {
        switch algorithm {
        case .sha256: return StreamingHash(.sha256)
        case .sha512: return StreamingHash(.sha512)
        case .other(let name):
            fault(path, "\(name.escapedASCII(limit: 40)) is not supported")
            return nil
        }
    }
}
