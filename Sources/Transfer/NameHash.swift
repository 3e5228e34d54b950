internal import CLibcrypto

/// The MD5 of a text: no proof of anything, but the way in which nginx names its cache files.
package enum NameHash {
    /// 16 bytes; `nil` where the system's policy forbids MD5 altogether (FIPS).
    package static func md5(_ text: String) -> [UInt8]? {
        var hash = [UInt8](repeating: 0, count: 16)
        let bytes = Array(text.utf8)
        return blobgate_md5(bytes, bytes.count, &hash) == 1 ? hash : nil
    }
}
