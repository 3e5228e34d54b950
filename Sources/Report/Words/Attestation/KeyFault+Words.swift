package import Attest
internal import OCI

extension KeyFault {
    private static let expected = "an Ed25519 or an ECDSA P-256 key"
    private static let creation = "make one with: openssl genpkey -algorithm ed25519 -out FILE"
    private static let publication = "write the public key with: openssl pkey -in FILE -pubout"

    /// A predicate for the file's name.
    package var words: String {
        switch self {
        case .noPrivateKey: "contains no private key in PEM; expected \(Self.expected): \(Self.creation)"
        case .noPublicKey: "contains no public key in PEM; \(Self.publication)"
        case .isPublic: "contains a public key; a signature needs the private key"
        case .isPrivate: "contains a private key, which only the signer needs; \(Self.publication)"
        case .encrypted:
            "contains an encrypted private key, and Blobgate asks for no passphrase; decrypt it with: openssl pkey -in FILE"
        case .unsupported(let type, let bits):
            "contains an \(type.escapedASCII(limit: 40)) key of \(Units.counted(bits, "bit")); expected \(Self.expected): "
                + Self.creation
        }
    }
}
