internal import CLibcrypto

/// A private key that signs.
package struct SigningKey: Sendable {
    /// The largest file that is read as a key, in bytes.
    package static let largestFile = 64 << 10
    /// An Ed25519 signature has 64 bytes; one of P-256 has at most 72 in DER.
    private static let largestSignature = 256

    private let handle: KeyHandle
    package let algorithm: KeyAlgorithm

    /// Reads a private key from PEM: PKCS#8, or the older form of `openssl ecparam`.
    package init(pem: [UInt8]) throws(KeyFault) {
        var asked: Int32 = 0
        guard let pointer = blobgate_private_key(pem, pem.count, &asked) else {
            if asked != 0 || PEMText(pem).isOfEncryptedKey { throw .encrypted }
            if let other = blobgate_public_key(pem, pem.count) {
                blobgate_key_free(other)
                throw .isPublic
            }
            throw .noPrivateKey
        }
        handle = KeyHandle(pointer)
        algorithm = try handle.algorithm()
    }

    /// The signature of a message; `nil` if libcrypto fails, which it does only without memory or in a restricted mode.
    package func signature(of message: [UInt8]) -> [UInt8]? {
        var signature = [UInt8](repeating: 0, count: Self.largestSignature)
        let size = blobgate_sign(handle.pointer, message, message.count, &signature, signature.count)
        return size > 0 ? Array(signature[..<size]) : nil
    }
}

/// The labels of PEM text.
struct PEMText {
    private let labels: [String]

    init(_ bytes: [UInt8]) {
        labels = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
            .filter { $0.hasPrefix("-----BEGIN ") }
    }

    /// Whether it has an encrypted key of any program, such as the keys that cosign makes.
    var isOfEncryptedKey: Bool { labels.contains { $0.contains("ENCRYPTED") } }
}
