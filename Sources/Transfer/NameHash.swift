internal import CLibcrypto

/// The MD5 of a text: no proof of anything, but the way in which nginx names its cache files.
package enum NameHash {
    /// 32 lower-case hexadecimal digits; `nil` where the system's policy forbids MD5 altogether (FIPS).
    package static func md5(_ text: String) -> String? {
        var hash = [UInt8](repeating: 0, count: 16)
        let bytes = Array(text.utf8)
        guard blobgate_md5(bytes, bytes.count, &hash) == 1 else { return nil }
        return hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
