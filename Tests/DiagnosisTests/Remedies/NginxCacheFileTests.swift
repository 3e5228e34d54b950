import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Diagnosis

/// The nginx cache file of a slice.
struct NginxCacheFileTests {
    private static let uri = "/v2/a/blobs/sha256:\(String(repeating: "0", count: 64))"

    private static func place(_ change: (inout Run.Backend) -> Void = { _ in }) throws -> RequestPlace {
        let name = try #require(RegistryName("docker-registry.discovery.wmnet"))
        let repository = try #require(RepositoryName("a"))
        var backend = Run.Backend(name: "b", address: "10.0.0.1:443", source: .commandLine, authority: name)
        change(&backend)
        return try #require(
            backend.place(of: "blobs/sha256:\(String(repeating: "0", count: 64))", under: repository))
    }

    private static func policy(
        key: String? = "$uri$slice_range", slice: Int64? = 5_242_880, path: String? = "/cache", levels: String? = "1:2"
    ) -> CachePolicy {
        CachePolicy(kind: "nginx", key: key, sliceBytes: slice, path: path, levels: levels)
    }

    @Test(arguments: [
        ("$uri$slice_range", 0, "\(uri)bytes=0-5242879"), ("${uri}$slice_range", 2, "\(uri)bytes=10485760-15728639"),
        ("$uri", 7, uri), ("$scheme://$host$request_uri", 0, "https://docker-registry.discovery.wmnet\(uri)"),
        ("$request_method|$http_host|$uri$is_args$args", 0, "GET|docker-registry.discovery.wmnet|\(uri)"),
        ("blobs", 0, "blobs"),
    ])
    func theKeyIsExpanded(_ template: String, _ slice: Int64, _ key: String) throws {
        let file = try NginxCacheFile(slice: slice, of: Self.place(), cache: Self.policy(key: template))
        #expect(file.key == key)
        #expect(file.path.hasSuffix("/" + (NameHash.md5(key)?.hexadecimal ?? "")))
    }

    @Test func theNamespaceOfAMirrorIsPartOfTheRequest() throws {
        let mirror = try #require(RegistryName("mirror.example:5000"))
        let place = try Self.place {
            $0.authority = mirror
            $0.namespace = "docker.io"
        }
        let file = try NginxCacheFile(slice: 0, of: place, cache: Self.policy(key: "$host$request_uri"))
        #expect(file.key == "mirror.example\(Self.uri)?ns=docker.io")
    }

    @Test(arguments: [("1:2", [1, 2]), ("2", [2]), (nil, []), ("2:2:1", [2, 2, 1])] as [(String?, [Int])])
    func levelsAreTakenFromTheEndOfTheName(_ levels: String?, _ widths: [Int]) throws {
        let file = try NginxCacheFile(slice: 0, of: Self.place(), cache: Self.policy(levels: levels))
        let name = try #require(NameHash.md5(file.key)).hexadecimal
        var rest = Substring(name)
        let folders = widths.map { width in
            defer { rest = rest.dropLast(width) }
            return String(rest.suffix(width))
        }
        #expect(file.path == (["/cache"] + folders + [name]).joined(separator: "/"))
    }

    /// The MD5 of this key was computed with coreutils, so that path and hash are checked independently.
    @Test func thePathMatchesNginx() throws {
        let file = try NginxCacheFile(slice: 35, of: Self.place(), cache: Self.policy())
        #expect(file.key == "\(Self.uri)bytes=183500800-188743679")
        #expect(file.path == "/cache/4/a9/9c991dcbffcf10d67019a62d4f350a94")
        #expect(file.range == 183_500_800..<188_743_680)
    }

    @Test(
        arguments: [
            (policy(key: nil), .keyIsUnknown),
            (policy(path: nil), .pathIsUnknown),
            (policy(slice: nil), .sliceSizeIsUnknown),
            (policy(key: "$proxy_host$uri"), .variable(name: "proxy_host")),
            (policy(key: "$uri_x"), .variable(name: "uri_x")),
            (policy(key: "${uri"), .openBrace), (policy(key: "a$"), .variable(name: "")),
            (policy(levels: "3:2"), .levels(value: "3:2")),
            (policy(levels: "1:1:1:1"), .levels(value: "1:1:1:1")),
            (policy(path: "/cach\u{e9}"), .notPrintable),
        ] as [(CachePolicy, StepAction.CacheFileObstacle)])
    func nothingIsGuessed(_ cache: CachePolicy, _ obstacle: StepAction.CacheFileObstacle) throws {
        let place = try Self.place()
        #expect(throws: obstacle) {
            try NginxCacheFile(slice: 0, of: place, cache: cache)
        }
    }

    @Test(arguments: [
        ("/a/b-c_d.1", "/a/b-c_d.1"), ("", "''"), ("-x", "'-x'"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
        ("$(x)`y`", "'$(x)`y`'"), ("a;b&c|d", "'a;b&c|d'"), ("~", "'~'"),
    ])
    func aShellReadsQuotedTextAsOneWord(_ text: String, _ quoted: String) async throws {
        #expect(ShellText.quoted(text) == quoted)
        let read = try await Program("sh").run(["-c", "printf %s \(quoted)"])
        #expect(String(decoding: read, as: UTF8.self) == text)
    }
}
