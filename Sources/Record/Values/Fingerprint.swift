internal import CLibcrypto
internal import OCI

/// A name for a fault that stays the same from run to run, so that another system can tell an old one from a new one.
package enum Fingerprint {
    /// SHA-256 over the parts, in hexadecimal. Each part is preceded by its length, so that no two lists of parts give
    /// the same input.
    package static func of(_ parts: [String]) -> String {
        let bytes = parts.flatMap { Array("\($0.utf8.count):\($0)".utf8) }
        var hash = [UInt8](repeating: 0, count: 32)
        _ = SHA256(bytes, bytes.count, &hash)
        return hash.hexadecimal
    }
}
