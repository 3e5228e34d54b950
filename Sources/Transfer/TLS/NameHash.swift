internal import CLibcrypto

/// The MD5 of a text. Not used for verification, but to find the names of nginx cache files.
package enum NameHash {
    /// 16 bytes; `nil` if the system's policy forbids MD5 (FIPS).
    package static func md5(_ text: String) -> [UInt8]? {
        var hash = [UInt8](repeating: 0, count: 16)
        let bytes = Array(text.utf8)
        return blobgate_md5(bytes, bytes.count, &hash) == 1 ? hash : nil
    }
}
