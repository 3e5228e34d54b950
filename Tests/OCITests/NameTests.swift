import OCI
import Testing

@Suite struct NameTests {
    @Test(arguments: [
        ("a.b", "a.b"), ("a.b:443", "a.b:443"), ("localhost", "localhost"), ("LOCAL", "LOCAL"), ("LOCAL:1", "local:1"),
        ("A.b:5000", "a.b:5000"), ("INDEX.docker.io", "docker.io"), ("[FE80::A]:1", "[fe80::a]:1"), ("[::1]", "[::1]"),
        ("[::1]:5000", "[::1]:5000"), ("10.0.0.1:80", "10.0.0.1:80"), ("index.docker.io", "docker.io"),
        ("index.docker.io:443", "index.docker.io:443"), ("a-b.c", "a-b.c"), ("1", "1"),
    ])
    func registries(text: String, canonical: String) {
        #expect(RegistryName(text)?.description == canonical)
    }

    @Test(arguments: [
        "", ":", "a.b:", "a.b:x", "a.b:+1", "a.b:65536", "-a", "a-", "a..b", ".a", "a.", "a_b", "a b", "a/b", "[]",
        "[1]", "[::1", "[::1]x", "[::1]x:5", "::1", "caf\u{e9}", "a.b:4\u{301}", "a.b:\u{662}",
    ])
    func invalidRegistries(text: String) {
        #expect(RegistryName(text) == nil)
    }

    @Test(arguments: ["a", "a/b/c", "a.b", "a_b", "a__b", "a-b", "a---b", "0", String(repeating: "a", count: 255)])
    func repositories(text: String) {
        #expect(RepositoryName(text)?.description == text)
    }

    @Test(
        "dist Pulling manifests: names and tags have a grammar; many clients allow 255 characters for host and name",
        arguments: [
            "", "/", "a/", "/a", "a//b", "A", "a..b", "a___b", "a._b", ".a", "a.", "-a", "a-", "_a", "a_", "a b", "a:b",
            "\u{e9}", "a\n", "../a", String(repeating: "a", count: 256),
        ])
    func invalidRepositories(text: String) {
        #expect(RepositoryName(text) == nil)
    }

    @Test(arguments: ["a", "_", "1", "A.b-c_d", String(repeating: "t", count: 128)])
    func tags(text: String) {
        #expect(Tag(text)?.description == text)
    }

    @Test(
        "dist Pulling manifests: names and tags have a grammar; many clients allow 255 characters for host and name",
        arguments: ["", ".", "-", "a/b", "a:b", "a b", "a@b", "a\n", "\u{e9}", String(repeating: "t", count: 129)])
    func invalidTags(text: String) {
        #expect(Tag(text) == nil)
    }

    @Test func escapedTextIsASCIIAndTruncated() {
        #expect("a\"b\\c\u{1b}[0m\r\n\u{e9}\u{7f}".escapedASCII() == #"a\"b\\c\u{1b}[0m\r\n\u{e9}\u{7f}"#)
        #expect("abcdef".escapedASCII(limit: 6) == "abcdef")
        #expect("abcdefg".escapedASCII(limit: 6) == "abcdef...")
        #expect("abcd\u{1f600}".escapedASCII(limit: 6) == "abcd...")
    }
}
