internal import CLibcrypto
package import Foundation
package import OCI

/// SHA-256 of whole files, for content that the tests build and pull themselves.
package enum FileHash {
    /// Reads the file once, one MiB at a time.
    package static func sha256(of file: URL) throws -> Digest {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var state = blobgate_sha256()
        blobgate_sha256_init(&state)
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            chunk.withUnsafeBytes { blobgate_sha256_update(&state, $0.baseAddress, $0.count) }
        }
        return try digest(&state)
    }

    /// Hashes bytes in memory.
    package static func sha256(of bytes: Data) throws -> Digest {
        var state = blobgate_sha256()
        blobgate_sha256_init(&state)
        bytes.withUnsafeBytes { blobgate_sha256_update(&state, $0.baseAddress, $0.count) }
        return try digest(&state)
    }

    private static func digest(_ state: inout blobgate_sha256) throws -> Digest {
        var hash = [UInt8](repeating: 0, count: 32)
        blobgate_sha256_final(&state, &hash)
        guard let digest = Digest(.sha256, hash: hash) else { throw CocoaError(.coderInvalidValue) }
        return digest
    }
}

/// MD5 in lower-case hexadecimal, as used for the names of nginx cache files.
package func md5Hex(_ text: String) -> String {
    var hash = [UInt8](repeating: 0, count: 16)
    let bytes = Array(text.utf8)
    guard blobgate_md5(bytes, bytes.count, &hash) == 1 else { return "" }
    return hash.hexadecimal
}
