import Testing

@testable import Attest

/// Which keys are accepted, and what they sign.
@Suite struct KeyTests {
    private static let message = Array("hello".utf8)

    @Test(arguments: [
        (TestKeys.ed25519, TestKeys.ed25519Public, KeyAlgorithm.ed25519),
        (TestKeys.p256, TestKeys.p256Public, KeyAlgorithm.ecdsaP256),
    ])
    func aSignatureHoldsForItsMessageAndKeyOnly(key: String, publicKey: String, algorithm: KeyAlgorithm) throws {
        let signing = try TestKeys.signing(key)
        let verifying = try TestKeys.verifying(publicKey)
        #expect(signing.algorithm == algorithm && verifying.algorithm == algorithm)
        let signature = try #require(signing.signature(of: Self.message))
        #expect(verifying.accepts(signature, of: Self.message))
        #expect(!verifying.accepts(signature, of: Self.message + [0]))
        #expect(!verifying.accepts(signature, of: []))
        #expect(!(try TestKeys.verifying(TestKeys.otherEd25519Public)).accepts(signature, of: Self.message))
        for index in [0, signature.count / 2, signature.count - 1] {
            var altered = signature
            altered[index] ^= 1
            #expect(!verifying.accepts(altered, of: Self.message))
        }
        #expect(!verifying.accepts([], of: Self.message))
    }

    @Test(arguments: [
        (TestKeys.rsa, KeyFault.unsupported(type: "RSA", bits: 2048)),
        (TestKeys.p384, KeyFault.unsupported(type: "EC", bits: 384)),
        (TestKeys.encrypted, KeyFault.encrypted),
        (
            "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAA==\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
            .encrypted
        ),
        (TestKeys.ed25519Public, .isPublic), ("", .noPrivateKey), ("no key", .noPrivateKey),
        ("-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n", .noPrivateKey),
    ])
    func otherPrivateKeysAreRejected(pem: String, fault: KeyFault) {
        #expect(throws: fault) { try TestKeys.signing(pem) }
    }

    @Test(arguments: [
        (TestKeys.rsaPublic, KeyFault.unsupported(type: "RSA", bits: 2048)),
        (TestKeys.p384Public, KeyFault.unsupported(type: "EC", bits: 384)),
        (TestKeys.ed25519, .isPrivate), (TestKeys.encrypted, .isPrivate), ("", .noPublicKey),
    ])
    func otherPublicKeysAreRejected(pem: String, fault: KeyFault) {
        #expect(throws: fault) { try TestKeys.verifying(pem) }
    }
}
