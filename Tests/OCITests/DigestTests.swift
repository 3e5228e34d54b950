import OCI
import Testing

@Suite struct DigestTests {
    @Test(
        "img Descriptors, Digests: a digest of an unknown algorithm passes the grammar",
        arguments: [sha, sha512, "blake3:\(hash)", "sha256+b64u:LCa0a2j_xo=", "a.b-c_d+e:Z"])
    func accepts(text: String) throws {
        #expect(try Digest(parsing: text).description == text)
    }

    @Test(
        "img Descriptors, SHA-256: an encoded hash is lower-case hexadecimal of its algorithm's length",
        arguments: [
            ("", "a digest has the form algorithm:hash, but there is no colon"),
            (hash, "a digest has the form algorithm:hash, but there is no colon"),
            ("sha256:", #"no hash follows "sha256:""#),
            ("sha256:\(hash)0", "a sha256 hash has 64 characters, not 65"),
            ("sha512:\(hash)", "a sha512 hash has 128 characters, not 64"),
            ("sha256:\(hash.uppercased())", "the hash must be lower-case hexadecimal (0-9, a-f)"),
            ("sha256:\(hash.dropLast())\n", "the hash must be lower-case hexadecimal (0-9, a-f)"),
            (":\(hash)", #""" is not the name of a digest algorithm"#),
            ("Sha256:\(hash)", #""Sha256" is not the name of a digest algorithm"#),
            ("a+:x", #""a+" is not the name of a digest algorithm"#),
            ("a\u{1b}:x", #""a\u{1b}" is not the name of a digest algorithm"#),
            ("blake3:", #"no hash follows "blake3:""#),
            ("blake3:a b", "a blake3 hash has 64 characters, not 3"),
            ("better:", "the hash is empty or has a character outside a-z, A-Z, 0-9, =, _, -"),
            ("better:a b", "the hash is empty or has a character outside a-z, A-Z, 0-9, =, _, -"),
            ("x:\u{e9}", "the hash is empty or has a character outside a-z, A-Z, 0-9, =, _, -"),
        ])
    func refuses(text: String, message: String) throws {
        let error = try #require(throws: DigestError.self) { try Digest(parsing: text) }
        #expect(error.description == message)
        #expect(error.text == text)
    }

    @Test("img Descriptors, Digests: a digest of an unknown algorithm passes the grammar")
    func onlyKnownAlgorithmsCanBeVerified() throws {
        #expect(try Digest(parsing: sha).algorithm == .sha256)
        #expect(try Digest(parsing: sha).algorithm.known)
        #expect(try Digest(parsing: sha512).algorithm.known)
        #expect(try Digest(parsing: "blake3:\(hash)").algorithm == .other("blake3"))
        #expect(try !Digest(parsing: "blake3:\(hash)").algorithm.known)
    }

    @Test func aHashBecomesItsDigest() throws {
        let bytes = stride(from: 0, to: 64, by: 2).map { offset -> UInt8 in
            let digits = Array(hash.utf8)[offset..<offset + 2]
            return UInt8(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
        }
        #expect(try Digest(.sha256, hash: bytes) == Digest(parsing: sha))
        #expect(try Digest(parsing: sha).hash == bytes)
        #expect(try Digest(parsing: sha512).hash?.count == 64)
        #expect(try Digest(parsing: "blake3:\(hash)").hash == nil)
        #expect(Digest(.sha256, hash: bytes.dropLast()) == nil)
        #expect(Digest(.sha512, hash: bytes) == nil)
        #expect(Digest(.other("blake3"), hash: bytes) == nil)
    }

    @Test func theShortFormDistinguishesBlobs() throws {
        #expect(try Digest(parsing: sha).short == "sha256:e3b0c44298fc")
    }

    @Test func digestsAreOrderedByText() throws {
        let digests = try ["sha512:" + String(repeating: "0", count: 128), sha, "better:f"].map {
            try Digest(parsing: $0)
        }
        #expect(digests.sorted().map(\.algorithm.name) == ["better", "sha256", "sha512"])
    }
}
