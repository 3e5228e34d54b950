import Foundation
import OCI
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// The file that nginx keeps a slice in.
struct NginxCacheFileTests {
    private static let uri = "/v2/a/blobs/sha256:\(String(repeating: "0", count: 64))"

    private static func place(registry: String = "docker-registry.discovery.wmnet", route: Route? = nil) throws
        -> RequestPlace
    {
        let name = try #require(RegistryName(registry))
        let repository = try #require(RepositoryName("a"))
        let backend = Backend(
            registry: name, name: "b", address: TransferRequest.Endpoint(host: "10.0.0.1", port: 443),
            source: .commandLine, route: route)
        let place = backend.place(of: "blobs/sha256:\(String(repeating: "0", count: 64))", under: repository)
        return try #require(place)
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
        let name = try #require(RegistryName("mirror.example:5000"))
        var route = Route(authority: name)
        route.namespace = "docker.io"
        let file = try NginxCacheFile(
            slice: 0, of: Self.place(route: route), cache: Self.policy(key: "$host$request_uri"))
        #expect(file.key == "mirror.example\(Self.uri)?ns=docker.io")
    }

    @Test(arguments: [("1:2", [1, 2]), ("2", [2]), (nil, []), ("2:2:1", [2, 2, 1])] as [(String?, [Int])])
    func theLevelsCutTheEndOff(_ levels: String?, _ widths: [Int]) throws {
        let file = try NginxCacheFile(slice: 0, of: Self.place(), cache: Self.policy(levels: levels))
        let name = try #require(NameHash.md5(file.key)).hexadecimal
        var rest = Substring(name)
        let folders = widths.map { width in
            defer { rest = rest.dropLast(width) }
            return String(rest.suffix(width))
        }
        #expect(file.path == (["/cache"] + folders + [name]).joined(separator: "/"))
    }

    /// `md5` of this key as coreutils computes it, so that path and hash do not vouch for each other.
    @Test func theFileIsWhereNginxPutsIt() throws {
        let file = try NginxCacheFile(slice: 35, of: Self.place(), cache: Self.policy())
        #expect(file.key == "\(Self.uri)bytes=183500800-188743679")
        #expect(file.path == "/cache/4/a9/9c991dcbffcf10d67019a62d4f350a94")
        #expect(file.range == 183_500_800..<188_743_680)
    }

    @Test(arguments: [
        (policy(key: nil), "the cache's key is not described"),
        (policy(path: nil), "the cache's path is not described"),
        (policy(slice: nil), "the key has $slice_range, and the size of a slice is not described"),
        (policy(key: "$proxy_host$uri"), "only nginx knows $proxy_host in the key"),
        (policy(key: "$uri_x"), "only nginx knows $uri_x in the key"),
        (policy(key: "${uri"), "the key's braces do not close"), (policy(key: "a$"), "only nginx knows $ in the key"),
        (policy(levels: "3:2"), "levels 3:2 are none of nginx's"),
        (policy(levels: "1:1:1:1"), "levels 1:1:1:1 are none of nginx's"),
        (policy(path: "/cach\u{e9}"), "its path or key has characters that cannot be printed"),
    ])
    func nothingIsGuessed(_ cache: CachePolicy, _ reason: String) throws {
        let place = try Self.place()
        #expect(throws: NginxCacheFile.Obstacle(reason: reason)) {
            try NginxCacheFile(slice: 0, of: place, cache: cache)
        }
    }

    @Test(arguments: [
        ("/a/b-c_d.1", "/a/b-c_d.1"), ("", "''"), ("-x", "'-x'"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
        ("$(x)`y`", "'$(x)`y`'"), ("a;b&c|d", "'a;b&c|d'"), ("~", "'~'"),
    ])
    func aShellReadsItAsOneWord(_ text: String, _ quoted: String) async throws {
        #expect(ShellText.quoted(text) == quoted)
        let read = try await Program("sh").run(["-c", "printf %s \(quoted)"])
        #expect(String(decoding: read, as: UTF8.self) == text)
    }
}
