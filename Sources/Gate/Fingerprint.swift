internal import OCI
internal import Transfer

/// A name for a fault that stays the same from run to run, so that a system of others can tell an old one from a new one.
package enum Fingerprint {
    /// SHA-256 over the parts, in hexadecimal. Each part is preceded by its length, so that no two lists of parts give
    /// the same input.
    package static func of(_ parts: [String]) -> String {
        let bytes = parts.flatMap { Array("\($0.utf8.count):\($0)".utf8) }
        return StreamingHash.hash(bytes, with: .sha256).hexadecimal
    }
}
