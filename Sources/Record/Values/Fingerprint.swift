internal import CLibcrypto
internal import OCI

/// A stable identifier for a fault across runs, so that other systems can tell old faults from new ones.
package enum Fingerprint {
    /// SHA-256 over the parts, in hexadecimal. Each part is preceded by its length, so different lists never give the same
    /// input.
    package static func of(_ parts: [String]) -> String {
        let bytes = parts.flatMap { Array("\($0.utf8.count):\($0)".utf8) }
        var hash = [UInt8](repeating: 0, count: 32)
        _ = SHA256(bytes, bytes.count, &hash)
        return hash.hexadecimal
    }
}
