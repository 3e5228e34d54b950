internal import CLibcrypto

/// A public key that verifies.
package struct VerifyingKey: Sendable {
    private let handle: KeyHandle
    package let algorithm: KeyAlgorithm

    /// Reads a public key from PEM, as `openssl pkey -pubout` writes it.
    package init(pem: [UInt8]) throws(KeyFault) {
        guard let pointer = blobgate_public_key(pem, pem.count) else {
            var asked: Int32 = 0
            let other = blobgate_private_key(pem, pem.count, &asked)
            let isPrivate = other != nil || asked != 0 || PEMText(pem).isOfEncryptedKey
            blobgate_key_free(other)
            throw isPrivate ? .isPrivate : .noPublicKey
        }
        handle = KeyHandle(pointer)
        algorithm = try handle.algorithm()
    }

    /// Whether the signature of a message is valid.
    package func accepts(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        blobgate_verify(handle.pointer, message, message.count, signature, signature.count) == 1
    }
}
