import OCI
import Testing

@Suite struct DigestPrefixTests {
    @Test(
        arguments: [
            ("sha256:039058c6f2c0", "sha256:039058c6f2c0"), ("039058c6f2c0", "sha256:039058c6f2c0"),
            ("sha256:abcdef", "sha256:abcdef"), ("sha512:0123456789", "sha512:0123456789"),
            (String(hash.dropLast()), "sha256:\(hash.dropLast())"), ("sha512:\(hash)", "sha512:\(hash)"),
        ])
    func accepts(_ text: String, _ shown: String) {
        #expect(DigestPrefix(text)?.description == shown)
    }

    @Test(
        "neither whole digests nor names",
        arguments: [
            "", "sha256:", "sha256:abcde", "sha256:ABCDEF0123", "039058c6f2c", "039058c6f2cg", "nginx",
            "app:039058c6f2c0", hash, sha, sha512, "blake3:039058c6f2c0", "sha256:039058c6f2c0/x",
        ])
    func rejects(_ text: String) {
        #expect(DigestPrefix(text) == nil)
    }
}
