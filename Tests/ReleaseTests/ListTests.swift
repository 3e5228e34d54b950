import OCI
import Record
import Release
import Testing

private let list = InputSource.file("images.txt")

private func read(_ text: String) throws -> [ImageUse] {
    try ReleaseReader.fromList(text.utf8, source: list)
}

private func shown(_ uses: [ImageUse]) -> [String] {
    uses.map { "\($0.reference) <- \($0.origins.map(\.description).joined(separator: ", "))" }
}

@Suite struct ListTests {
    @Test func commentsBlanksAndLineEndsAreIgnored() throws {
        let text = "\u{feff}# the release\r\n\r\nnginx:1 # web\r\n\t a.b/c\t\n   # more\n\na.b/d#e\t#x"
        let error = try #require(throws: InputError.self) { try read(text) }
        #expect(
            error.description == #"""
                images.txt:7: "a.b/d#e": character "#" at character 6; a repository has only a-z, 0-9, ".", "_", "-" and "/"
                """#)
        #expect(
            shown(try read(text.replacing("#e", with: ""))) == [
                "docker.io/library/nginx:1 <- images.txt:3", "a.b/c:latest <- images.txt:4",
                "a.b/d:latest <- images.txt:7",
            ])
    }

    @Test func theLastLineNeedsNoLineFeed() throws {
        #expect(shown(try read("a.b/c")) == shown(try read("a.b/c\n")))
    }

    @Test func theSameImageIsOneUseWithAllOrigins() throws {
        let uses = try read("nginx\na.b/c:1\ndocker.io/library/nginx:latest\na.b/c:2\nnginx")
        #expect(
            shown(uses) == [
                "docker.io/library/nginx:latest <- images.txt:1, images.txt:3, images.txt:5",
                "a.b/c:1 <- images.txt:2", "a.b/c:2 <- images.txt:4",
            ])
        #expect(uses[0].reference.original == "nginx")
    }

    @Test func everyBadLineIsReported() throws {
        var bytes = Array("ok\nfoo/Bar\nnginx:\n\u{e9}\na b\n".utf8)
        bytes += [0x61, 0xff, 0x0a] + [0x61, 0x00, 0x0a]
        bytes += Array(repeating: 0x61, count: 4097) + [0x0a]
        bytes += Array("https://a.b/c".utf8)
        let error = try #require(throws: InputError.self) { try ReleaseReader.fromList(bytes, source: list) }
        #expect(
            error.description == #"""
                images.txt:2: "foo/Bar": upper case in the repository at character 5; repositories are lower case: "foo/bar"
                images.txt:3: "nginx:": empty tag at character 7; write a tag after the colon or leave the colon out
                images.txt:4: "\u{e9}": character "\u{e9}" at character 1; a repository has only a-z, 0-9, ".", "_", "-" and "/"
                images.txt:5: "a b": space at character 2; a reference has no whitespace
                images.txt:6: not UTF-8
                images.txt:7: a NUL byte; is this a text file?
                images.txt:8: a line of 4097 bytes; the limit is 4096
                images.txt:9: "https://a.b/c": a reference has no "https://"; start with the registry's name
                """#)
        #expect(error.faults.map(\.number) == [2, 3, 4, 5, 6, 7, 8, 9])
    }

    @Test(arguments: ["", "\n\n", "# nothing\n  # here", "\u{feff}"])
    func aListWithoutReferenceIsAnError(text: String) throws {
        let error = try #require(throws: InputError.self) { try read(text) }
        #expect(error.description == "images.txt holds no image reference: write one per line, # starts a comment")
    }

    @Test func manyFaultsAreTruncated() throws {
        let error = try #require(throws: InputError.self) { try read(String(repeating: "A\n", count: 1500)) }
        #expect(error.faults.count == 1000)
        #expect(error.omitted == 500)
        #expect(error.description.hasSuffix("\nand 500 more"))
    }

    @Test func aListHasALimit() throws {
        let limit = 16 << 20
        let line = Array((String(repeating: "#", count: 1023) + "\n").utf8)
        var bytes = Array("nginx\n#".utf8)
        while bytes.count < limit { bytes += line.prefix(limit - bytes.count) }
        #expect(try ReleaseReader.fromList(bytes, source: list).count == 1)
        bytes.append(0x0a)
        let error = try #require(throws: InputError.self) { try ReleaseReader.fromList(bytes, source: list) }
        #expect(error.description == "images.txt: larger than 16 MiB")
    }
}
