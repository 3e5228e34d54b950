internal import CLibcrypto

/// A key of libcrypto, which frees it with this object. It is never changed, so threads may share it.
final class KeyHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    /// Takes over a key that libcrypto made.
    init(_ pointer: UnsafeMutableRawPointer) { self.pointer = pointer }

    deinit { blobgate_key_free(pointer) }

    /// The algorithm; throws for one that is not supported.
    func algorithm() throws(KeyFault) -> KeyAlgorithm {
        switch blobgate_key_kind(pointer) {
        case 1: return .ed25519
        case 2: return .ecdsaP256
        default:
            throw .unsupported(
                type: blobgate_key_type(pointer).map { String(cString: $0) } ?? "unknown",
                bits: Int(blobgate_key_bits(pointer)))
        }
    }
}

/// The algorithms of signatures.
package enum KeyAlgorithm: Hashable, Sendable, CaseIterable {
    /// Ed25519 over the message itself.
    case ed25519
    /// ECDSA on the curve P-256 over the SHA-256 of the message, encoded in DER.
    case ecdsaP256
}

/// Why a file has no usable key.
package enum KeyFault: Error, Hashable, Sendable {
    /// There is no private key in PEM.
    case noPrivateKey
    /// There is no public key in PEM.
    case noPublicKey
    /// A public key, where a private one is needed.
    case isPublic
    /// A private key, where the public one is needed.
    case isPrivate
    /// The private key is encrypted.
    case encrypted
    /// A key of another algorithm, by libcrypto's name.
    case unsupported(type: String, bits: Int)
}
