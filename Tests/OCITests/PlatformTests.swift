import OCI
import Testing

@Suite struct PlatformTests {
    @Test(arguments: ["linux/amd64", "linux/arm64/v8", "linux/arm/v7", "windows/amd64"])
    func accepts(text: String) throws {
        #expect(try Platform(parsing: text).description == text)
    }

    @Test(arguments: [
        ("", #""" is not a platform; expected OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, for example linux/arm64"#),
        (
            "amd64",
            #""amd64" is not a platform; expected OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, for example linux/arm64"#
        ),
        (
            "a/b/c/d",
            #""a/b/c/d" is not a platform; expected OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, for example linux/arm64"#
        ),
        ("linux/", #""linux/" is not a platform: a part is empty"#),
        ("/amd64", #""/amd64" is not a platform: a part is empty"#),
        (
            "linux/amd64,x",
            #""linux/amd64,x" is not a platform: "amd64,x" has a character outside a-z, A-Z, 0-9, ".", "_", "-""#
        ),
        (
            "linux/\u{e9}",
            #""linux/\u{e9}" is not a platform: "\u{e9}" has a character outside a-z, A-Z, 0-9, ".", "_", "-""#
        ),
    ])
    func refuses(text: String, message: String) throws {
        let error = try #require(throws: PlatformError.self) { try Platform(parsing: text) }
        #expect(error.description == message)
    }

    @Test(arguments: [
        ("linux/amd64", "linux/amd64", true), ("linux/amd64", "linux/arm64", false),
        ("linux/amd64", "windows/amd64", false), ("linux/arm64", "linux/arm64/v8", true),
        ("linux/arm64/v8", "linux/arm64", true), ("linux/arm64/v9", "linux/arm64", true),
        ("linux/arm64/v9", "linux/arm64/v8", false), ("linux/arm64", "linux/arm64/v9", false),
        ("linux/aarch64", "linux/arm64/v8", true), ("linux/x86_64", "linux/amd64", true),
        ("linux/amd64", "linux/x86-64", true), ("linux/amd64/v1", "linux/amd64", true),
        ("linux/amd64", "linux/amd64/v1", true), ("linux/amd64/v2", "linux/amd64/v1", false),
        ("linux/amd64/v2", "linux/amd64", true), ("linux/arm/v6", "linux/arm", true),
        ("linux/arm/v6", "linux/arm/v7", false), ("linux/arm", "linux/arm/v7", true),
        ("linux/arm/7", "linux/arm/v7", true), ("linux/armhf", "linux/arm/v7", true),
        ("linux/armel", "linux/arm/v6", true), ("linux/i386", "linux/386", true), ("Linux/AMD64", "linux/amd64", true),
        ("macos/arm64", "darwin/arm64", true), ("unknown/unknown", "linux/amd64", false),
    ])
    func matches(image: String, requested: String, expected: Bool) throws {
        let matches = try Platform(parsing: image).matches(requested: Platform(parsing: requested))
        #expect(matches == expected)
    }

    @Test func theOSVersionCountsOnlyIfRequested() {
        let image = Platform(os: "windows", architecture: "amd64", osVersion: "10.0.17763.1")
        #expect(image.matches(requested: Platform(os: "windows", architecture: "amd64")))
        #expect(!image.matches(requested: Platform(os: "windows", architecture: "amd64", osVersion: "10.0.2")))
    }

    @Test func aHostilePlatformIsShownEscaped() {
        #expect(Platform(os: "a\u{1b}", architecture: "b\n").description == #"a\u{1b}/b\n"#)
    }
}
